"""Tests of devices that come, go and are linked."""
