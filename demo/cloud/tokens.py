"""Access and refresh tokens of one account."""

from datetime import datetime, timedelta
import secrets
from typing import Any

from .clock import Clock


class Tokens:
    """The tokens issued to an account. Old refresh tokens stay valid until revoked."""

    def __init__(self, clock: Clock) -> None:
        """Start without tokens."""
        self._clock = clock
        self._access: dict[str, datetime] = {}
        self._refresh: set[str] = set()
        self.expires_in = 14400
        """Life of an access token, in seconds."""

    def issue(self) -> dict[str, Any]:
        """Return a new pair in the format of `/oauth/token`."""
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
        """Return whether the access token was ever issued to this account."""
        return access in self._access

    def valid(self, access: str) -> bool:
        """Return whether the access token is valid now."""
        expiry = self._access.get(access)
        return expiry is not None and self._clock() < expiry

    def refreshes(self, refresh: str) -> bool:
        """Return whether the refresh token can be exchanged for a new pair."""
        return refresh in self._refresh

    def expire(self) -> None:
        """Expire all access tokens; refresh tokens stay valid."""
        self._access = dict.fromkeys(self._access, self._clock())

    def revoke(self) -> None:
        """Revoke all tokens."""
        self.expire()
        self._refresh.clear()
