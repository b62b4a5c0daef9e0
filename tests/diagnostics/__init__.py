"""Tests of the diagnostics file."""
