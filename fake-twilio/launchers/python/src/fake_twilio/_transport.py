"""Requests to the control API."""

from __future__ import annotations

import http.client
import json
from typing import Any, Dict, Mapping, Optional
from urllib.parse import quote, urlencode, urlsplit

from .errors import ControlError, FakeTwilioError, WaitError

PREFIX = "/_emulator/v1"

TIMEOUT = 60.0
"""Seconds that an answer may take, beyond those that the emulator is to wait itself."""


class Transport:
    """Sends requests; any thread may use it, because each request has a connection of its own.

    Variables for proxies are not read: the emulator is on this machine or on a network beside it.
    """

    def __init__(self, url: str, control_token: Optional[str] = None) -> None:
        address = urlsplit(url)
        if address.scheme not in ("http", "https") or not address.hostname:
            raise FakeTwilioError(f"{url!r} is no address of an emulator, such as http://127.0.0.1:4010")
        self._is_secure = address.scheme == "https"
        self._host, self._port = address.hostname, address.port
        self._control_token = control_token

    @staticmethod
    def quoted(segment: object) -> str:
        """A segment of a path."""
        return quote(str(segment), safe="")

    def send(
        self,
        method: str,
        path: str,
        *,
        query: Optional[Mapping[str, Any]] = None,
        body: Optional[Mapping[str, Any]] = None,
    ) -> Any:
        """The JSON of the answer, or None if it is empty."""
        sent = None
        if body is not None:
            sent = json.dumps({k: v for k, v in body.items() if v is not None}).encode()
        wait = (body or {}).get("timeout_ms") or 0
        answer = self._exchange(method, path, query, sent, "application/json", TIMEOUT + wait / 1000)
        return json.loads(answer) if answer else None

    def send_for_bytes(
        self,
        method: str,
        path: str,
        *,
        query: Optional[Mapping[str, Any]] = None,
        body: Optional[Mapping[str, Any]] = None,
    ) -> bytes:
        """The body of an answer that is no JSON."""
        sent = None if body is None else json.dumps(body).encode()
        return self._exchange(method, path, query, sent, "application/json", TIMEOUT)

    def _exchange(
        self,
        method: str,
        path: str,
        query: Optional[Mapping[str, Any]],
        body: Optional[bytes],
        kind: str,
        timeout: float,
    ) -> bytes:
        target = PREFIX + path
        given = {name: value for name, value in (query or {}).items() if value is not None}
        if given:
            target += "?" + urlencode(given)
        headers: Dict[str, str] = {} if body is None else {"Content-Type": kind}
        if self._control_token:
            headers["Authorization"] = f"Bearer {self._control_token}"
        connect = http.client.HTTPSConnection if self._is_secure else http.client.HTTPConnection
        connection = connect(self._host, self._port, timeout=timeout)
        try:
            connection.request(method, target, body, headers)
            response = connection.getresponse()
            answer = response.read()
        finally:
            connection.close()
        if response.status >= 400:
            error = WaitError if response.status == 408 else ControlError
            raise error(f"{method} {target}", response.status, _object(answer))
        return answer


def _object(answer: bytes) -> Dict[str, Any]:
    try:
        found = json.loads(answer)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
