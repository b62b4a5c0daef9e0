"""Sign-in: OAuth v2 with PKCE and an optional second factor, and token exchange.

The real service connects the steps by cookies. Clients drop those when they talk to a
bare IP address, so here a step belongs to the sign-in named by the client's header
`X-Demo-Flow`, and without that header to the oldest one waiting for the step.
"""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
import json
import secrets
import uuid

from aiohttp import web

from .account import Account
from .faults import refusal

ACCOUNT_KEY = web.RequestKey("account", Account)
FLOW_HEADER = "X-Demo-Flow"
CALLBACK = "immedia-blink://applinks.blink.com/signin/callback"
WANTED = {
    "client_id": "ios",
    "code_challenge_method": "S256",
    "redirect_uri": CALLBACK,
    "response_type": "code",
    "scope": "client",
}


@dataclass(slots=True)
class SignIn:
    """A sign-in in progress."""

    account: Account
    flow: str
    csrf: str
    verified: bool


class OAuth:
    """The sign-in service for all accounts of a cloud."""

    def __init__(self, accounts: Callable[[], list[Account]]) -> None:
        """Take a function that returns the current accounts."""
        self._accounts = accounts
        self._challenges: dict[str, str] = {}
        self._csrf: set[str] = set()
        self._signed: list[SignIn] = []
        self._codes: dict[str, Account] = {}

    def routes(self) -> list[web.AbstractRouteDef]:
        """Return the routes of api.oauth.blink.com."""
        return [
            web.get("/oauth/v2/authorize", self.authorize),
            web.get("/oauth/v2/signin", self.page),
            web.post("/oauth/v2/signin", self.sign_in),
            web.post("/oauth/v2/2fa/verify", self.second_factor),
            web.post("/oauth/token", self.token),
        ]

    async def authorize(self, request: web.Request) -> web.Response:
        """Store the challenge of a new sign-in; at its end, return the code."""
        if not request.query:
            return self._hand_out_code(request)
        try:
            uuid.UUID(request.query.get("hardware_id", ""))
        except ValueError:
            return refusal(406)
        if any(request.query.get(key) != value for key, value in WANTED.items()):
            return refusal(400)
        challenge = request.query.get("code_challenge", "")
        if len(challenge) != 43:
            return refusal(400)
        self._challenges[challenge] = request.query["hardware_id"]
        return web.Response(text="<!DOCTYPE html><p>Sign in", content_type="text/html")

    async def page(self, request: web.Request) -> web.Response:
        """Return the sign-in page, which contains the csrf token."""
        del request
        token = secrets.token_urlsafe(16)
        self._csrf.add(token)
        arguments = json.dumps({"csrf-token": token})
        script = f'<script id="oauth-args" type="application/json">{arguments}</script>'
        page = f"<!DOCTYPE html><html><head>{script}</head><body></body></html>"
        return web.Response(text=page, content_type="text/html")

    async def sign_in(self, request: web.Request) -> web.Response:
        """Check e-mail address and password."""
        form = await request.post()
        csrf = str(form.get("csrf-token"))
        if csrf not in self._csrf:
            return refusal(403)
        account = self._account(str(form.get("username")))
        if account is None or account.password != form.get("password"):
            return refusal(401, {"message": "Invalid credentials", "code": 200})
        request[ACCOUNT_KEY] = account
        if account.locked:
            return refusal(429)
        wants_code = account.two_factor is not None
        flow = request.headers.get(FLOW_HEADER, "")
        if flow:
            # A new sign-in of the same client replaces its unfinished one.
            self._signed = [s for s in self._signed if s.flow != flow]
        self._signed.append(SignIn(account, flow, csrf, not wants_code))
        if wants_code:
            return web.json_response(
                {"tsv_state": "sms", "tsv_methods": ["sms"], "next_time_in_secs": 60},
                status=202,
            )
        return web.Response(status=302, headers={"Location": "/oauth/v2/authorize"})

    async def second_factor(self, request: web.Request) -> web.Response:
        """Check the code that the person typed in."""
        form = await request.post()
        csrf = str(form.get("csrf-token"))
        signed = next((s for s in self._signed if s.csrf == csrf), None)
        if signed is None:
            return refusal(403)
        request[ACCOUNT_KEY] = signed.account
        if form.get("2fa_code") != signed.account.two_factor:
            return refusal(400, {"message": "Invalid code", "code": 2301})
        signed.verified = True
        # The code may be entered on another device than the password.
        signed.flow = request.headers.get(FLOW_HEADER, "")
        return web.json_response({"status": "auth-completed"}, status=201)

    async def token(self, request: web.Request) -> web.Response:
        """Exchange a code or a refresh token for a new pair of tokens."""
        form = await request.post()
        grant = form.get("grant_type")
        if grant == "authorization_code":
            account = self._trade_code(
                str(form.get("code")), str(form.get("code_verifier"))
            )
        elif grant == "refresh_token":
            refresh = str(form.get("refresh_token"))
            account = next(
                (a for a in self._accounts() if a.tokens.refreshes(refresh)), None
            )
        else:
            return refusal(400, {"error": "unsupported_grant_type"})
        if account is None:
            return refusal(401, {"error": "invalid_grant"})
        request[ACCOUNT_KEY] = account
        if account.locked:
            return refusal(429)
        return web.json_response(account.tokens.issue())

    def _hand_out_code(self, request: web.Request) -> web.Response:
        flow = request.headers.get(FLOW_HEADER, "")
        waiting = [s for s in self._signed if s.verified]
        signed = next((s for s in waiting if flow and s.flow == flow), None)
        if signed is None and waiting and not flow:
            signed = waiting[0]
        if signed is None:
            return refusal(401)
        self._signed.remove(signed)
        self._csrf.discard(signed.csrf)
        request[ACCOUNT_KEY] = signed.account
        code = secrets.token_urlsafe(16)
        self._codes[code] = signed.account
        location = f"{CALLBACK}?code={code}&state="
        return web.Response(status=302, headers={"Location": location})

    def _trade_code(self, code: str, verifier: str) -> Account | None:
        challenge = urlsafe_b64encode(sha256(verifier.encode()).digest())
        known = self._challenges.pop(challenge.decode().rstrip("="), None)
        account = self._codes.pop(code, None)
        return None if known is None else account

    def _account(self, email: str) -> Account | None:
        wanted = email.strip().lower()
        return next((a for a in self._accounts() if a.email.lower() == wanted), None)
