"""An emulator that runs somewhere, and its accounts."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Any, ContextManager, Dict, List, Optional, Type, TypeVar

from . import schemas
from ._groups import Act, Clock, Faults, Journal
from ._operations import Operations
from ._token import mint
from ._transport import Transport
from ._twilio import make_client, patched_library
from .credentials import Credentials
from .errors import unless_gone

if TYPE_CHECKING:
    from twilio.http import HttpClient
    from twilio.rest import Client
    from typing_extensions import Unpack

E = TypeVar("E", bound="Emulator")


class _World:
    """What the emulator does for one account."""

    act: Act
    """Acts as a user of the account."""
    faults: Faults
    """What is broken on purpose."""
    journal: Journal
    """What was sent."""
    control: Operations
    """Every operation of the control API, as its OpenAPI document names them."""

    def __init__(self, control: Operations, account_sid: Optional[str]) -> None:
        self.control = control
        self.act = Act(control, account_sid)
        self.faults = Faults(control, account_sid)
        self.journal = Journal(control, account_sid)
        self._account_sid = account_sid

    def wait_for(
        self,
        *,
        after: int = 0,
        count: int = 1,
        timeout: float = 30.0,
        **match: Unpack[schemas.Match],
    ) -> schemas.Entry:
        """Waits until something was sent that matches, and returns the last of so many entries of the journal.

        ``wait_for(side="sync", direction="out", identity="ada", contains="hello")`` waits until a text was pushed
        to a user. What was sent before the call counts, too, unless ``after`` leaves it out.

        :param timeout: seconds of the machine's clock
        :raises WaitError: when the time is up, with what came close
        """
        return self.journal.wait(after=after, count=count, timeout=timeout, **match)[-1]

    def seed(self, document: schemas.SeedDocument) -> schemas.LoadSeedAnswer:
        """Loads the contents of a seed document."""
        return self.control.load_seed(document, account_sid=self._account_sid)

    def webhooks(self, limit: Optional[int] = None) -> List[schemas.Delivery]:
        """The latest calls to the account's webhooks and status callbacks, newest first."""
        found = self.control.list_webhook_deliveries(account_sid=self._account_sid, limit=limit)
        return found["deliveries"]

    def disconnect_clients(
        self,
        *,
        identity: Optional[str] = None,
        status: Optional[int] = None,
        backoff_ms: Optional[int] = None,
    ) -> int:
        """Closes chat connections of the account with a Twilsock status, and returns how many there were."""
        closed = self.control.disconnect_clients(
            account_sid=self._account_sid, identity=identity, status=status, backoff_ms=backoff_ms
        )
        return closed["disconnected"]

    def drop_clients(self, *, identity: Optional[str] = None, for_ms: Optional[int] = None) -> int:
        """Drops chat connections of the account like a pulled cable, and returns how many there were."""
        dropped = self.control.drop_clients(account_sid=self._account_sid, identity=identity, for_ms=for_ms)
        return dropped["dropped"]


class Account(_World):
    """An account of an emulator: a world of its own, whose tests meet no others."""

    credentials: Credentials
    """What applications sign in with."""
    url: str
    """Where the emulator answers."""

    def __init__(self, emulator: Emulator, credentials: Credentials) -> None:
        super().__init__(emulator.control, credentials.account_sid)
        self.credentials = credentials
        self.url = emulator.url
        self._emulator = emulator

    @property
    def sid(self) -> str:
        """The SID of the account."""
        return self.credentials.account_sid

    @property
    def chat_service_sid(self) -> str:
        """The SID of its default chat service."""
        return self.credentials.chat_service_sid

    @property
    def environment(self) -> Dict[str, str]:
        """The variables of credentials for an application under test."""
        return self.credentials.environment

    def client(self, http_client: Optional[HttpClient] = None) -> Client:
        """A client of Twilio's library for Python, which has to be installed.

        :param http_client: one of Twilio's library that is to send the requests, such as
            ``AsyncTwilioHttpClient()`` for its asynchronous calls
        """
        return make_client(self.url, self.credentials, http_client)

    def patch_library(self) -> ContextManager[None]:
        """Redirects all clients of Twilio's library in this process to the emulator, for a ``with`` block.

        An application's own ``Client(…)`` is redirected, too; it takes :attr:`environment` for credentials.
        """
        return patched_library(self.url)

    def token(
        self,
        identity: str,
        *,
        ttl: int = 3600,
        room: Optional[str] = None,
        chat_service_sid: Optional[str] = None,
    ) -> str:
        """The access token that an application server gives to a user, for chat and video.

        It is minted at the time that the emulator's clock shows.

        :param ttl: seconds that it is valid
        :param room: the only video room that it opens
        :param chat_service_sid: the default one unless given
        """
        now = int(self._emulator.clock.now().timestamp())
        service = chat_service_sid or self.chat_service_sid
        return mint(self.credentials, identity, now=now, ttl=ttl, chat_service_sid=service, room=room)

    def reset(self, *, disconnect: bool = False, faults: bool = False) -> None:
        """Empties the account; what a seed document gave it is there again.

        :param disconnect: whether chat clients are disconnected first
        :param faults: whether its rules of faults are deleted, too
        """
        self.control.reset(account_sid=self.sid, disconnect=disconnect, faults=faults)

    def close(self) -> None:
        """Removes the account with everything in it, and closes its chat connections; once more is no error."""
        with unless_gone():
            self.control.delete_account(self.sid)

    def __enter__(self) -> Account:
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        self.close()


class Emulator(_World):
    """An emulator that runs already, such as a service container of a CI job.

    :param url: where it answers, such as ``http://127.0.0.1:4010``
    :param control_token: what it was started with as ``--control-token``; that of ``FAKE_TWILIO_CONTROL_TOKEN``
        unless given
    :param credentials: those of the account that it was started with, if they are not the default ones
    """

    url: str
    """Where REST is answered."""
    credentials: Credentials
    """Those of the account that the emulator was started with."""
    clock: Clock
    """The clock, which all accounts share."""

    def __init__(
        self,
        url: str,
        *,
        control_token: Optional[str] = None,
        credentials: Optional[Credentials] = None,
    ) -> None:
        super().__init__(Operations(Transport(url, control_token)), None)
        self.url = url.rstrip("/")
        self.credentials = credentials or Credentials()
        self.clock = Clock(self.control)

    @property
    def twilsock_url(self) -> str:
        """Where Twilsock is answered."""
        return f"ws{self.url[len('http') :]}/v3/wsconnect"

    @property
    def video_signaling_url(self) -> str:
        """Where video signaling is answered."""
        return f"ws{self.url[len('http') :]}/signaling"

    @property
    def default_account(self) -> Account:
        """The account that the emulator was started with, which a seed document fills; it cannot be closed."""
        return Account(self, self.credentials)

    def account(self, **given: Unpack[schemas.NewAccount]) -> Account:
        """Opens one more account, isolated from all others; what is not given is drawn."""
        opened: Any = self.control.create_account(given)
        return Account(self, Credentials.of(opened))

    def reset(
        self, *, disconnect: bool = False, journal: bool = False, faults: bool = False, clock: bool = False
    ) -> None:
        """Takes all accounts back to the seed document, or to empty.

        :param disconnect: whether chat clients are disconnected first
        :param journal: whether the journal is cleared, too
        :param faults: whether rules of faults are deleted, too
        :param clock: whether the clock starts again, too
        """
        self.control.reset(disconnect=disconnect, journal=journal, faults=faults, clock=clock)

    def health(self) -> schemas.Health:
        """Version, uptime, clock and counts."""
        return self.control.fetch_health()
