"""The pages of saved searches, the feeds, and what moderators see of searches that find nothing."""

from portal.searches.views import empty, feed, leaves, saved

BLUEPRINTS = (saved.bp, empty.bp, feed.bp, leaves.bp)
