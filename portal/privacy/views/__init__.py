"""Pages about what the portal holds of oneself."""
