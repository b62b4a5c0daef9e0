"""Tests of scripts/replay on files, as a person uses it."""
