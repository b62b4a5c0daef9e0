"""Tests of the repairs: issues and guided fixes."""
