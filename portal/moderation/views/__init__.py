"""The pages of moderators and administrators."""

from portal.moderation.views import audit, jobs, queue

BLUEPRINTS = (queue.bp, jobs.bp, audit.bp)
