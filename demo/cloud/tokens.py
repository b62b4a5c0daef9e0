"""Access and refresh tokens of one account."""

from datetime import datetime, timedelta
import secrets
from typing import Any

from .clock import Clock


class Tokens:
    """The tokens an account has been given. Old refresh tokens stay valid until revoked."""

    def __init__(self, clock: Clock) -> None:
        """Start without tokens."""
        self._clock = clock
        self._access: dict[str, datetime] = {}
        self._refresh: set[str] = set()
        self.expires_in = 14400
        """Life of an access token, in seconds."""

    def issue(self) -> dict[str, Any]:
        """Return a new pair, as `/oauth/token` answers."""
        access, refresh = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
        self._access[access] = self._clock() + timedelta(seconds=self.expires_in)
        self._refresh.add(refresh)
        return {
            "access_token": access,
            "refresh_token": refresh,
            "expires_in": self.expires_in,
            "token_type": "Bearer",
            "scope": "client",
        }

    def knows(self, access: str) -> bool:
        """Return whether this account was ever given the access token."""
        return access in self._access

    def valid(self, access: str) -> bool:
        """Return whether the access token opens the account now."""
        expiry = self._access.get(access)
        return expiry is not None and self._clock() < expiry

    def refreshes(self, refresh: str) -> bool:
        """Return whether the refresh token can be traded for a new pair."""
        return refresh in self._refresh

    def expire(self) -> None:
        """Let all access tokens run out; refresh tokens stay good."""
        self._access = dict.fromkeys(self._access, self._clock())

    def revoke(self) -> None:
        """Make all tokens worthless."""
        self.expire()
        self._refresh.clear()
