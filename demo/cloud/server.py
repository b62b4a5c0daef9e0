"""The simulated Blink cloud: an HTTP server on loopback over simulated devices."""

import asyncio
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

from aiohttp import web

from .account import Account
from .build import build
from .clock import Clock, utc_now
from .command_status import Commands
from .commands import CommandRoutes
from .control import Control
from .faults import NO_ANSWER, Body, Fault, Handler, drop, refusal
from .oauth import ACCOUNT_KEY, OAuth
from .queries import query_routes
from .redirect import HOST_HEADER
from .requestlog import LoggedRequest, PathPattern, matches
from .scenario import Scenario

OAUTH_HOST = "api.oauth.blink.com"
FIRST_HOST = "rest-prod.immedia-semi.com"
TIER_PATH = "/api/v1/users/tier_info"


class Cloud:
    """A Blink cloud with the accounts of a scenario."""

    def __init__(
        self, scenario: Scenario | str, *, clock: Clock | None = None, seed: int = 0
    ) -> None:
        """Create a cloud; it answers once started.

        `clock` is the time of the simulated world (default: the machine's), `seed` the noise's.
        """
        self.scenario = (
            Scenario.load(scenario) if isinstance(scenario, str) else scenario
        )
        self.clock = clock or utc_now
        self.accounts = build(self.scenario, self.clock, seed)
        self.requests: list[LoggedRequest] = []
        self.keep_requests: int | None = None
        self.faults: list[Fault] = []
        self.commands = Commands()
        self.command_routes = CommandRoutes(self.commands)
        self.port = 0
        self._runner: web.AppRunner | None = None
        self._stop = asyncio.Event()
        self._recent: dict[str, list[datetime]] = {}

    @property
    def url(self) -> str:
        """Return the URL of the cloud."""
        return f"http://127.0.0.1:{self.port}"

    async def start(self, port: int = 0) -> None:
        """Listen on loopback; port 0 takes any free one. Raises OSError if the port is in use."""
        self._stop = asyncio.Event()
        app = web.Application(middlewares=[self._log])
        app.add_routes(OAuth(lambda: self.accounts).routes())
        app.add_routes(query_routes())
        app.add_routes(self.command_routes.routes())
        app.add_routes(Control(self).routes())
        # cancel the handler when its client disconnects, so that none waits forever
        runner = web.AppRunner(
            app, access_log=None, shutdown_timeout=1, handler_cancellation=True
        )
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", port).start()
        except OSError:
            await runner.cleanup()
            raise
        self._runner = runner
        self.port = runner.addresses[0][1]

    async def stop(self) -> None:
        """Stop listening; running requests end."""
        self._stop.set()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        """Start on any free port."""
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop."""
        await self.stop()

    def account(self, email_or_index: str | int = 0) -> Account:
        """Return an account by its e-mail address or index; raises LookupError."""
        if isinstance(email_or_index, int):
            return self.accounts[email_or_index]
        for account in self.accounts:
            if account.email == email_or_index:
                return account
        raise LookupError(f"there is no account {email_or_index!r}")

    def device(self, key_or_name: str) -> Any:
        """Return a device by key (`camera:21`) or name, from any account.

        Typed as Any, because the families differ in their attributes; the lists of an
        account (`cameras`, `owls`, ...) are typed. Raises LookupError for none or several.
        """
        found = [d for a in self.accounts if (d := a.find(key_or_name)) is not None]
        if len(found) == 1:
            return found[0]
        what = "no device" if not found else "more than one device"
        raise LookupError(f"there is {what} {key_or_name!r}; ask its account")

    def fail(
        self,
        path_pattern: PathPattern,
        mode: str | int,
        *,
        times: int | None = None,
        body: Body = "usual",
        retry_after: str | None = None,
    ) -> Fault:
        """Make requests fail from now on.

        `mode` is status=NNN (or the number), delay=SECONDS, timeout, html, empty, truncated,
        wrong_types, slow_drip or drop; `times` how many requests it hits (None: all),
        `body` the error body of a status ("usual": Blink's message and code; None: none),
        `retry_after` the header of that name. The path pattern is that of `count`. Later
        faults take precedence. Note that aiohttp's client repeats a GET by itself if its
        reused connection was cut.
        """
        text = f"status={mode}" if isinstance(mode, int) else mode
        fault = Fault(path_pattern, text, times, body, retry_after)
        self.faults.append(fault)
        return fault

    def heal(self) -> None:
        """End all faults."""
        self.faults.clear()

    def count(
        self,
        path_pattern: PathPattern = "",
        *,
        method: str | None = None,
        account: str | None = None,
        since: datetime | None = None,
    ) -> int:
        """Return how many logged requests match.

        Text with * or ? is a wildcard pattern for the whole path, any other text matches
        anywhere in it; a compiled regular expression is searched for.
        """
        return sum(
            matches(path_pattern, entry.path)
            and method in (None, entry.method)
            and account in (None, entry.account)
            and (since is None or entry.at >= since)
            for entry in self.requests
        )

    def clear_requests(self) -> None:
        """Clear the request log."""
        self.requests.clear()

    @web.middleware
    async def _log(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path.startswith("/_control"):
            return await handler(request)
        status = NO_ANSWER
        try:
            response = await self._answer(request, handler)
            if "X-No-Answer" not in response.headers:
                status = response.status
        except web.HTTPException as error:
            status = error.status
            raise
        else:
            return response
        finally:
            self.requests.append(self._entry(request, status))
            if self.keep_requests is not None:
                del self.requests[: -self.keep_requests]

    def _entry(self, request: web.Request, status: int) -> LoggedRequest:
        account = request.get(ACCOUNT_KEY)
        return LoggedRequest(
            at=self.clock(),
            method=request.method,
            host=request.headers.get(HOST_HEADER, request.host),
            path=request.path,
            query=request.rel_url.raw_query_string,
            status=status,
            account=None if account is None else account.email,
        )

    async def _answer(
        self, request: web.Request, handler: Handler
    ) -> web.StreamResponse:
        account = self._bearer(request)
        if account is not None:
            request[ACCOUNT_KEY] = account
        self.faults = [fault for fault in self.faults if not fault.spent]
        for fault in reversed(self.faults):
            if fault.applies(request.path):
                return await fault.carry_out(
                    request, self._guarded(handler), self._stop
                )
        return await self._guarded(handler)(request)

    def _guarded(self, handler: Handler) -> Handler:
        async def guarded(request: web.Request) -> web.StreamResponse:
            refused = self._refused(request)
            return await handler(request) if refused is None else refused

        return guarded

    def _refused(self, request: web.Request) -> web.Response | None:
        """Return the refusal of a request, None if it is accepted."""
        if not _right_host(request):
            return refusal(404)
        if request.path.startswith("/oauth/"):
            return None
        account = request.get(ACCOUNT_KEY)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if account is None or account.locked or not account.tokens.valid(token):
            return refusal(401, {"message": "Unauthorized Access", "code": 101})
        if account.down_status is not None:
            return refusal(account.down_status)
        if account.noise.hiccup(self.clock()):
            return refusal(503)
        if account.noise.lost(request.path, self.clock()):
            return drop(request)
        if self._too_fast(account):
            return refusal(account.rate_limit_status)
        owner = request.match_info.get("account")
        if owner is not None and owner != str(account.id):
            return refusal(403)
        return None

    def _too_fast(self, account: Account) -> bool:
        if account.rate_limit is None:
            return False
        now = self.clock()
        recent = [
            at
            for at in self._recent.get(account.email, [])
            if (now - at).total_seconds() < 60
        ]
        self._recent[account.email] = [*recent, now]
        return len(recent) >= account.rate_limit

    def _bearer(self, request: web.Request) -> Account | None:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        known: Iterable[Account] = (a for a in self.accounts if a.tokens.knows(token))
        return next(iter(known), None)


def _right_host(request: web.Request) -> bool:
    """Return whether the client used the correct one of Blink's hosts.

    A request without the redirect's header is meant for the simulated cloud itself.
    """
    host = request.headers.get(HOST_HEADER)
    if host is None:
        return True
    if request.path.startswith("/oauth/"):
        return host == OAUTH_HOST
    if request.path == TIER_PATH:
        return host == FIRST_HOST
    account = request.get(ACCOUNT_KEY)
    return account is None or host == f"rest-{account.tier}.immedia-semi.com"
