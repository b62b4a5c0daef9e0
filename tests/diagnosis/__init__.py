"""Tests of the diagnosis: pure Python, the clock passed in."""
