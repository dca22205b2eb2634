"""Leads Twilio's own library to the emulator."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Dict, Iterator, Optional, Tuple
from urllib.parse import urlsplit, urlunsplit

if TYPE_CHECKING:
    from twilio.http import HttpClient
    from twilio.rest import Client

    from .credentials import Credentials

EMULATED = ("api", "conversations", "mcs", "video")
"""First parts of the host names of which the emulator has the products."""


def lead(url: str, emulator: str) -> Tuple[str, Dict[str, str]]:
    """The address at the emulator for one of Twilio's, and the headers that belong to it.

    Requests for products that the emulator does not have keep Twilio's host name in ``Host``: its error names
    the product then.
    """
    asked, there = urlsplit(url), urlsplit(emulator)
    host = asked.hostname or ""
    if host != "twilio.com" and not host.endswith(".twilio.com"):
        return url, {}
    led = urlunsplit((there.scheme, there.netloc, asked.path, asked.query, asked.fragment))
    return led, {} if host.split(".")[0] in EMULATED else {"Host": host}


def make_client(url: str, credentials: Credentials, http_client: Optional[HttpClient]) -> Client:
    """A client of Twilio's library, with the API key of an account."""
    from twilio.http.http_client import TwilioHttpClient
    from twilio.rest import Client

    if http_client is None:
        http_client = TwilioHttpClient()
        # Variables for proxies would lead the requests elsewhere.
        http_client.session.trust_env = False
    return Client(
        credentials.api_key_sid,
        credentials.api_key_secret,
        credentials.account_sid,
        http_client=_Led(http_client, url),
    )


class _Led:
    """An HTTP client of Twilio's library, synchronous or not, that sends to the emulator what is for Twilio."""

    def __init__(self, inner: HttpClient, url: str) -> None:
        self._inner = inner
        self._url = url

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def request(self, method: str, uri: str, *args: Any, **kwargs: Any) -> Any:
        led, more = lead(uri, self._url)
        if more:
            kwargs["headers"] = {**(kwargs.get("headers") or {}), **more}
        return self._inner.request(method, led, *args, **kwargs)


@contextmanager
def led_library(url: str) -> Iterator[None]:
    """Leads every client of Twilio's library in this process to the emulator, also those of an application."""
    from twilio.http.http_client import TwilioHttpClient

    original = TwilioHttpClient.request

    def request(self: Any, method: str, uri: str, *args: Any, **kwargs: Any) -> Any:
        led, more = lead(uri, url)
        if more:
            kwargs["headers"] = {**(kwargs.get("headers") or {}), **more}
        if led != uri and self.session is not None:
            self.session.trust_env = False
        return original(self, method, led, *args, **kwargs)

    TwilioHttpClient.request = request
    try:
        yield
    finally:
        TwilioHttpClient.request = original
