"""Resolve devices from id, name or target, and check permissions."""
