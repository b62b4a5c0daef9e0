"""Tests of what is stored on disk."""
