"""The clock that tests of notifications set back."""

from tests.integration.test_clock import clock  # noqa: F401
