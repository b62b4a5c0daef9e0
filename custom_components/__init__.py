"""Integrations outside of Home Assistant core."""
