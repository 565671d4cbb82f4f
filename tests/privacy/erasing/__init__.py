"""Having oneself erased."""
