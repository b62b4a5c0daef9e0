"""Tests of Blink Doctor."""
