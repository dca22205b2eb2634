"""The container as far as no engine is needed: an emulator of this machine stands in its place."""

from __future__ import annotations

import re
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from fake_twilio import FakeTwilio
from testcontainers.core.container import DockerContainer
from testcontainers_fake_twilio import IMAGE, FakeTwilioContainer


class Local(FakeTwilioContainer):
    """One whose port is that of an emulator on this machine."""

    address = ("127.0.0.1", 0)

    def get_container_host_ip(self) -> str:
        return self.address[0]

    def get_exposed_port(self, port: int) -> int:
        assert port == self.port
        return self.address[1]


@pytest.fixture(autouse=True)
def no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("testcontainers.core.container.DockerClient", lambda **_: None)


def test_it_waits_for_the_health_check_and_tells_where_the_emulator_is() -> None:
    with FakeTwilio(control_token="of this test") as twilio:
        container = Local().with_env("FAKE_TWILIO_CONTROL_TOKEN", "of this test")
        assert isinstance(container, Local)
        container.address = ("127.0.0.1", urlsplit(twilio.url).port or 0)
        strategy = container._wait_strategy
        assert strategy is not None
        strategy.with_startup_timeout(30).wait_until_ready(container)
        assert container.get_connection_url() == twilio.url
        account = container.account()
        account.client().conversations.v1.conversations.create(unique_name="lobby")
        assert twilio.health()["accounts"] == 2
        assert container.emulator.credentials == twilio.credentials


def test_the_example_of_the_readme_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    _, example = (Path(__file__).parent.parent / "README.md").read_text().split("```python\n")
    with FakeTwilio() as twilio:
        monkeypatch.setattr(Local, "address", ("127.0.0.1", urlsplit(twilio.url).port))
        monkeypatch.setattr(Local, "start", lambda self: self)
        monkeypatch.setattr(Local, "stop", lambda _: None)
        monkeypatch.setattr("testcontainers_fake_twilio.FakeTwilioContainer", Local)
        names: dict[str, Any] = {}
        exec(example.split("```")[0], names)
        names["test_a_conversation_is_made"]()


def test_it_does_not_wait_forever() -> None:
    container = Local()
    container.address = ("127.0.0.1", 9)
    strategy = container._wait_strategy
    assert strategy is not None
    with pytest.raises(TimeoutError):
        strategy.with_startup_timeout(0).wait_until_ready(container)


@pytest.mark.parametrize(
    ("host", "aliases", "allowed"),
    [
        ("localhost", [], ""),
        ("192.0.2.1", ["twilio"], " twilio"),
        ("docker", ["twilio"], " docker twilio"),
    ],
)
def test_names_by_which_it_is_called_are_allowed(host: str, aliases: list[str], allowed: str) -> None:
    container = Local(network_aliases=aliases)
    container.address = (host, 1)
    container._configure()
    assert container.env["FAKE_TWILIO_ALLOW_HOST"] == f"fake-twilio host.docker.internal{allowed}"
    assert container.env["FAKE_TWILIO_LISTEN"] == "0.0.0.0:4010"
    assert container.ports == {"4010": None}


def test_the_image_is_that_of_this_version() -> None:
    assert issubclass(FakeTwilioContainer, DockerContainer)
    assert re.fullmatch(rf"\S*fake-twilio:{re.escape(version('fake-twilio'))}", IMAGE)
