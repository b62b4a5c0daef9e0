"""Readings and findings: frozen dataclasses."""
