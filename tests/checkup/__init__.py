"""Tests of check-ups: what they ask, how often, and what comes of it."""
