"""Tests of what touches core Blink."""
