"""One invented company's exports and the seeded generator that makes them."""
