"""Fixtures under pytest-xdist, and with an emulator that runs already."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fake_twilio import FakeTwilio

pytest_plugins = ["pytester"]

LIMIT = 120.0
"""Seconds that pytest gets."""

FILE = """
import json, os, threading
import pytest

@pytest.mark.parametrize("number", range(4))
def test_alone(fake_twilio, twilio_account, number):
    conversations = twilio_account.client().conversations.v1.conversations
    conversations.create(unique_name="lobby")
    assert len(conversations.list()) == 1
    worker = os.environ["PYTEST_XDIST_WORKER"]
    with open(f"{os.environ['FOUND']}-{worker}-{number}", "w") as file:
        json.dump([worker, fake_twilio.url], file)
"""


def run(pytester: pytest.Pytester, folder: Path, monkeypatch: pytest.MonkeyPatch) -> set[tuple[str, str]]:
    monkeypatch.setenv("FOUND", str(folder / "found"))
    pytester.makepyfile(FILE)
    # Each worker runs all tests.
    ran = pytester.runpytest_subprocess("-n2", "--dist=each", "-p", "no:cacheprovider", timeout=LIMIT)
    ran.assert_outcomes(passed=8)
    found = (json.loads(it.read_text()) for it in folder.glob("found*"))
    pairs = {(worker, url) for worker, url in found}
    assert len({worker for worker, _ in pairs}) == 2
    return pairs


def test_each_worker_has_an_emulator(
    pytester: pytest.Pytester, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TWILIO_EMULATOR_URL", raising=False)
    found = run(pytester, tmp_path, monkeypatch)
    assert len({url for _, url in found}) == len(found) == 2


def test_an_emulator_that_runs_already_is_used(
    pytester: pytest.Pytester, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FakeTwilio(control_token="of this test") as twilio:
        monkeypatch.setenv("TWILIO_EMULATOR_URL", twilio.url)
        monkeypatch.setenv("FAKE_TWILIO_CONTROL_TOKEN", "of this test")
        assert {url for _, url in run(pytester, tmp_path, monkeypatch)} == {twilio.url}
        assert twilio.health()["accounts"] == 1
