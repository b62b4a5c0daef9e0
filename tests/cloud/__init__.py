"""Tests of the simulated Blink cloud, with the real clients."""
