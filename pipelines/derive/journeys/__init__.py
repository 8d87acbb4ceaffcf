"""Journeys of known persons: stretches of activity, and every touch in them."""
