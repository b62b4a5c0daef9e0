"""A phone to be told, for set-up."""

from tests.phone import add_phone

__all__ = ["add_phone"]
