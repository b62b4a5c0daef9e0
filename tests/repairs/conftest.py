"""Fixtures of the repairs' tests."""

from .guide import make_person, person

__all__ = ["make_person", "person"]
