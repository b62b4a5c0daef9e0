"""Tests of what was lost together."""
