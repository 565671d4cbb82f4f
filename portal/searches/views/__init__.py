"""The pages of saved searches, the feed, and what moderators see of searches that find nothing."""

from portal.searches.views import empty, feed, saved

BLUEPRINTS = (saved.bp, empty.bp, feed.bp)
