"""Redirects Twilio's own library to the emulator."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Any, Dict, Iterator, Optional, Tuple
from urllib.parse import urlsplit, urlunsplit

if TYPE_CHECKING:
    from twilio.http import HttpClient
    from twilio.rest import Client

    from .credentials import Credentials

EMULATED = ("api", "conversations", "mcs", "video")
"""First parts of the host names of which the emulator has the products."""


def redirect(url: str, emulator: str) -> Tuple[str, Dict[str, str]]:
    """The address at the emulator for one of Twilio's, and the headers that belong to it.

    Requests for products that the emulator does not have keep Twilio's host name in ``Host``: its error names
    the product then.
    """
    asked, there = urlsplit(url), urlsplit(emulator)
    host = asked.hostname or ""
    if host != "twilio.com" and not host.endswith(".twilio.com"):
        return url, {}
    target = urlunsplit((there.scheme, there.netloc, asked.path, asked.query, asked.fragment))
    return target, {} if host.split(".")[0] in EMULATED else {"Host": host}


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
        http_client=_RedirectingClient(http_client, url),
    )


class _RedirectingClient:
    """An HTTP client of Twilio's library, synchronous or not, that sends to the emulator what is for Twilio."""

    def __init__(self, inner: HttpClient, url: str) -> None:
        self._inner = inner
        self._url = url

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def request(self, method: str, uri: str, *args: Any, **kwargs: Any) -> Any:
        return self._inner.request(method, _redirected(uri, self._url, kwargs), *args, **kwargs)


def _redirected(uri: str, url: str, keywords: Dict[str, Any]) -> str:
    """The address that takes the place of another one; headers that belong to it are added to the keywords."""
    target, headers = redirect(uri, url)
    if headers:
        keywords["headers"] = {**(keywords.get("headers") or {}), **headers}
    return target


@contextmanager
def patched_library(url: str) -> Iterator[None]:
    """Redirects every client of Twilio's library in this process to the emulator, also those of an application."""
    with ExitStack() as patches:
        for kind in _http_clients():
            patches.enter_context(_patched_class(kind, url))
        yield


def _http_clients() -> Iterator[Any]:
    """The classes that send the requests of Twilio's library; old versions have no asynchronous one."""
    from twilio.http.http_client import TwilioHttpClient

    yield TwilioHttpClient
    with suppress(ImportError):
        from twilio.http.async_http_client import AsyncTwilioHttpClient

        yield AsyncTwilioHttpClient


@contextmanager
def _patched_class(kind: Any, url: str) -> Iterator[None]:
    original = kind.request

    def request(self: Any, method: str, uri: str, *args: Any, **kwargs: Any) -> Any:
        target = _redirected(uri, url, kwargs)
        if target != uri and self.session is not None and not getattr(self, "is_async", False):
            # Variables for proxies would lead the request elsewhere; the asynchronous client reads none.
            self.session.trust_env = False
        return original(self, method, target, *args, **kwargs)

    kind.request = request
    try:
        yield
    finally:
        kind.request = original
