"""Requests to the control API."""

from __future__ import annotations

import http.client
import json
import os
from pathlib import Path
from typing import Any, Dict, Mapping, Optional, Union
from urllib.parse import quote, urlencode, urlsplit

from .errors import ControlError, FakeTwilioError, WaitError

PREFIX = "/_emulator/v1"

TIMEOUT = 60.0
"""Seconds that an answer may take, beyond those that the emulator is to wait itself."""


CONTROL_TOKEN = "FAKE_TWILIO_CONTROL_TOKEN"
"""The variable of ``--control-token``."""


def control_token_of(variables: Mapping[str, str]) -> Optional[str]:
    """The token as the emulator takes it: the text, or what the file behind ``@`` holds."""
    text = variables.get(CONTROL_TOKEN)
    if text and text.startswith("@"):
        return Path(text[1:]).read_text(encoding="utf-8").rstrip("\r\n")
    return text or None


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
        self._control_token = control_token_of(os.environ) if control_token is None else control_token

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
        body: Union[Mapping[str, Any], bytes, None] = None,
        media_type: str = "application/json",
    ) -> Any:
        """The JSON of the answer, or None if it is empty."""
        answer = self.send_for_bytes(method, path, query=query, body=body, media_type=media_type)
        return json.loads(answer) if answer else None

    def send_for_bytes(
        self,
        method: str,
        path: str,
        *,
        query: Optional[Mapping[str, Any]] = None,
        body: Union[Mapping[str, Any], bytes, None] = None,
        media_type: str = "application/json",
    ) -> bytes:
        """The body of the answer."""
        timeout = TIMEOUT
        if body is not None and not isinstance(body, bytes):
            timeout += (body.get("timeout_ms") or 0) / 1000
            body = json.dumps({name: value for name, value in body.items() if value is not None}).encode()
        target = PREFIX + path
        given = {name: _text(value) for name, value in (query or {}).items() if value is not None}
        if given:
            target += "?" + urlencode(given)
        headers: Dict[str, str] = {} if body is None else {"Content-Type": media_type}
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


def _text(value: object) -> str:
    """A value of a query."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _object(answer: bytes) -> Dict[str, Any]:
    try:
        found = json.loads(answer)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
