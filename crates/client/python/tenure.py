"""Asks Tenure whether a call may pass. One file without dependencies, for Python 3.9 and newer.

    tenure = Tenure("https://tenure.example.com")
    answer = tenure.check(token, "send")
    if isinstance(answer, Caller): serve(answer)
    else: refuse(answer.status, answer.reason)

`check` raises `CannotTell` when there is no answer to rely on: refuse the call then, too (503), and say so in the log.
Threads may share a `Tenure`: each has a connection of its own, which is used again.
"""

import http.client
import re
import threading
import time
from dataclasses import dataclass
from typing import Optional, Tuple, Union
from urllib.parse import quote, unquote, urlsplit

#: The longest time for which an answer may be kept, in seconds: what a revocation takes anyway.
MOST_KEPT = 1.0
_MOST_ENTRIES = 10_000
_TOKEN = re.compile(r"[\x21-\x7e]{1,512}")


class CannotTell(Exception):
    """Nobody knows whether the token is good: Tenure did not answer, or something else did. Not a refusal, never a pass."""


@dataclass(frozen=True)
class Caller:
    """Who calls."""

    system_user: str
    account: str
    subaccount: Optional[str]
    environment: str
    subaccounts: Optional[Tuple[str, ...]]
    username: str
    scopes: Tuple[str, ...]


@dataclass(frozen=True)
class Refusal:
    """The call may not pass: 401 `invalid_token`, 403 `insufficient_scope` with the scope that is missing, or 429
    `rate_limited`."""

    status: int
    reason: str
    scope: Optional[str] = None


class Tenure:
    def __init__(self, url: str, timeout: float = 2.0, keep: float = 0.0):
        """`timeout`: seconds of each wait for the network. `keep`: for how long an accepted answer is used again, in
        seconds: 0 (the default) to 1. It is added to the second within which a revocation is known."""
        if not 0 <= keep <= MOST_KEPT:
            raise ValueError(f"keep is 0 to {MOST_KEPT} s")
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("an address with http or https")
        self._of = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self._where = (parts.hostname, parts.port)
        self._timeout, self._keep = timeout, keep
        self._own = threading.local()
        self._kept = {}
        self._lock = threading.Lock()

    def check(self, token: str, scope: Optional[str] = None) -> Union[Caller, Refusal]:
        """Who calls with this token, or why it may not."""
        # What can't be a header's value is no token; it is not sent.
        if not isinstance(token, str) or not _TOKEN.fullmatch(token):
            return Refusal(401, "invalid_token")
        key, begun = (token, scope), time.monotonic()
        with self._lock:
            kept = self._kept.get(key)
            if kept and begun - kept[0] < self._keep:
                return kept[1]
            self._kept.pop(key, None)
        answer = self._ask(token, scope)
        if self._keep > 0 and isinstance(answer, Caller):
            with self._lock:
                if len(self._kept) >= _MOST_ENTRIES:
                    self._kept.pop(next(iter(self._kept)))
                self._kept[key] = (begun, answer)
        return answer

    def _ask(self, token: str, scope: Optional[str]) -> Union[Caller, Refusal]:
        path = "/v1/gate" + (f"?scope={quote(scope, safe='')}" if scope is not None else "")
        status, headers = self._send(path, {"Authorization": f"Bearer {token}"})
        challenge = headers.get("www-authenticate", "")
        ours = challenge.startswith("Bearer")
        if status == 401 and ours:
            return Refusal(401, "invalid_token")
        if status == 403 and ours and 'error="insufficient_scope"' in challenge:
            return Refusal(403, "insufficient_scope", scope)
        if status == 429 and headers.get("ratelimit"):
            return Refusal(429, "rate_limited")
        if status != 204 or not headers.get("x-tenure-system-user"):
            raise CannotTell(f"answered {status}")
        reached = headers.get("x-tenure-subaccounts", "")
        return Caller(
            system_user=headers["x-tenure-system-user"],
            account=headers.get("x-tenure-account", ""),
            subaccount=headers.get("x-tenure-subaccount") or None,
            environment=headers.get("x-tenure-environment", ""),
            subaccounts=None if reached == "*" else tuple(reached.split()),
            username=unquote(headers.get("x-tenure-username", "")),
            scopes=tuple(headers.get("x-tenure-scopes", "").split()),
        )

    def _send(self, path, headers):
        # A connection that was kept open may be closed just when it is used: once more, on a new one.
        for last in (False, True):
            connection = getattr(self._own, "connection", None)
            if connection is None or last:
                connection = self._of(*self._where, timeout=self._timeout)
            self._own.connection = None
            try:
                connection.request("GET", path, headers=headers)
                response = connection.getresponse()
                response.read()
            except TimeoutError as error:
                connection.close()
                raise CannotTell("no answer in time") from error
            except (OSError, http.client.HTTPException) as error:
                connection.close()
                if last:
                    raise CannotTell(f"no answer: {type(error).__name__}") from error
                continue
            if not response.will_close:
                self._own.connection = connection
            return response.status, {name.lower(): value for name, value in response.getheaders()}
        raise CannotTell("no answer")
