"""Triggers, conditions and the event entity."""
