"""Tests of actions and buttons."""
