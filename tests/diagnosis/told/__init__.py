"""A year of a home, and all that is said and remembered of it."""
