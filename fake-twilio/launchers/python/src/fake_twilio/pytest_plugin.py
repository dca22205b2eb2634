"""Fixtures for pytest; installed with the package, without an import in a ``conftest.py``.

With ``TWILIO_EMULATOR_URL`` in the environment they use the emulator that runs there, such as a service container,
unless there are options for one of their own.
"""

from __future__ import annotations

import os
from typing import Any, Dict, Iterator

import pytest

from ._emulator import Account, Emulator
from ._fake_twilio import FakeTwilio

MARKER = "fake_twilio(**options): options of FakeTwilio for the emulator of own_fake_twilio"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", MARKER)


@pytest.fixture(scope="session")
def fake_twilio_options() -> Dict[str, Any]:
    """Options of :class:`FakeTwilio` for all tests; a ``conftest.py`` may have a fixture of this name."""
    return {}


@pytest.fixture(scope="session")
def fake_twilio(fake_twilio_options: Dict[str, Any]) -> Iterator[Emulator]:
    """An emulator for all tests of this process: with pytest-xdist, each worker has one."""
    url = os.environ.get("TWILIO_EMULATOR_URL")
    if url and not fake_twilio_options:
        yield Emulator(url)
        return
    with FakeTwilio(**fake_twilio_options) as twilio:
        yield twilio


@pytest.fixture
def twilio_account(fake_twilio: Emulator) -> Iterator[Account]:
    """An account for one test, empty and isolated from those of all other tests."""
    with fake_twilio.account() as account:
        yield account


@pytest.fixture
def twilio_environment(twilio_account: Account, monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    """The account of the test, for an application that calls Twilio's library itself.

    The variables of its credentials, such as ``TWILIO_ACCOUNT_SID``, are set, and what Twilio's library sends in
    this process reaches the emulator.
    """
    for name, value in twilio_account.environment.items():
        monkeypatch.setenv(name, value)
    with twilio_account.patch_library():
        yield twilio_account


@pytest.fixture
def own_fake_twilio(request: pytest.FixtureRequest, fake_twilio_options: Dict[str, Any]) -> Iterator[FakeTwilio]:
    """An emulator for one test, which may move its clock.

    ``@pytest.mark.fake_twilio(now=…)`` gives it options of :class:`FakeTwilio`.
    """
    options = dict(fake_twilio_options)
    for marker in reversed(list(request.node.iter_markers("fake_twilio"))):
        options.update(marker.kwargs)
    with FakeTwilio(**options) as twilio:
        yield twilio
