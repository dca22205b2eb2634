"""A container of fake-twilio, an emulator of Twilio Conversations and Video, for tests."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from fake_twilio import Account, Credentials, Emulator
from testcontainers.core.container import DockerContainer
from testcontainers.core.wait_strategies import HttpWaitStrategy

if TYPE_CHECKING:
    from fake_twilio.schemas import NewAccount
    from typing_extensions import Unpack

__all__ = ["IMAGE", "FakeTwilioContainer"]

IMAGE = "fake-twilio:0.1.0"
"""The image of the same version as this module."""


IMAGE_NAMES = ("fake-twilio", "host.docker.internal")
"""Names that the image allows by itself."""


class FakeTwilioContainer(DockerContainer):
    """
    Fake Twilio container.

    Example:

        .. code-block:: python

            >>> from testcontainers_fake_twilio import FakeTwilioContainer

            >>> with FakeTwilioContainer() as twilio:
            ...     account = twilio.account()
            ...     client = account.client()
            ...     conversation = client.conversations.v1.conversations.create(unique_name="lobby")
    """

    def __init__(self, image: str = IMAGE, port: int = 4010, **kwargs: Any) -> None:
        super().__init__(image, **kwargs)
        self.port = port
        self._emulator: Emulator | None = None
        self.with_exposed_ports(port)
        self.waiting_for(HttpWaitStrategy(port, "/_emulator/v1/health").for_status_code(200))

    def _configure(self) -> None:
        self.with_env("FAKE_TWILIO_LISTEN", f"0.0.0.0:{self.port}")
        # The control API refuses names that it does not know, for which a web page may stand.
        names = [*IMAGE_NAMES, self.get_container_host_ip(), *(self._network_aliases or [])]
        if "FAKE_TWILIO_ALLOW_HOST" not in self.env:
            self.with_env("FAKE_TWILIO_ALLOW_HOST", " ".join(it for it in names if not _is_address(it)))
        # The health check of the image takes the address from it.
        self.with_env("TWILIO_EMULATOR_URL", f"http://127.0.0.1:{self.port}")

    def get_connection_url(self) -> str:
        """Where REST and the control API answer, for programs on this machine."""
        return f"http://{self.get_container_host_ip()}:{self.get_exposed_port(self.port)}"

    @property
    def emulator(self) -> Emulator:
        """Steers the emulator: clock, journal, reset, accounts."""
        if self._emulator is None:
            known = Credentials()
            names = {
                "account_sid": "ACCOUNT_SID",
                "auth_token": "AUTH_TOKEN",
                "api_key_sid": "API_KEY_SID",
                "api_key_secret": "API_KEY_SECRET",
                "chat_service_sid": "CHAT_SERVICE_SID",
            }
            given = {name: self.env.get(f"FAKE_TWILIO_{it}", getattr(known, name)) for name, it in names.items()}
            self._emulator = Emulator(
                self.get_connection_url(),
                control_token=self.env.get("FAKE_TWILIO_CONTROL_TOKEN"),
                credentials=Credentials(**given),
            )
        return self._emulator

    def account(self, **given: Unpack[NewAccount]) -> Account:
        """Opens one more account, isolated from all others; what is not given is drawn."""
        return self.emulator.account(**given)


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return name == "localhost"
    return True
