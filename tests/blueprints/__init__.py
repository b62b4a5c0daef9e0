"""The blueprints, run in a real house."""
