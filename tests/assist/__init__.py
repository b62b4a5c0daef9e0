"""Tests of Assist."""
