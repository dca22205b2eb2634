"""A server in Python whose messages reach a user of Twilio's SDK."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import IO, Iterator

import pytest
from fake_twilio import Account, Emulator

NODE_MODULES = Path(os.environ.get("NODE_MODULES", Path(__file__).parents[4] / "web/node_modules"))
WAIT = 60.0


@pytest.fixture
def said(fake_twilio: Emulator, twilio_account: Account) -> Iterator[IO[str]]:
    """What the SDK of ada says, who has opened the lobby."""
    if shutil.which("node") is None or not (NODE_MODULES / "@twilio/conversations").is_dir():
        if os.environ.get("E2E_REQUIRE_TOOLS") == "1":
            pytest.fail("node or @twilio/conversations is missing")
        pytest.skip("node or @twilio/conversations is missing")
    conversations = twilio_account.client().conversations.v1.conversations
    conversations.create(unique_name="lobby")
    conversations("lobby").participants.create(identity="ada")
    variables = {
        "CONVERSATION": "lobby",
        "NODE_MODULES": str(NODE_MODULES.resolve()),
        "TOKEN": twilio_account.token("ada"),
        "TWILSOCK_URL": fake_twilio.twilsock_url,
    }
    with subprocess.Popen(
        ["node", str(Path(__file__).with_name("listen.mjs"))],
        env={**os.environ, **variables},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as node:
        assert node.stdin is not None and node.stdout is not None
        try:
            assert node.stdout.readline() == "listening\n"
            yield node.stdout
        finally:
            node.stdin.close()


def test_a_message_is_pushed_to_a_user(twilio_account: Account, said: IO[str]) -> None:
    lobby = twilio_account.client().conversations.v1.conversations("lobby")
    lobby.messages.create(author="bot", body="hello")
    entry = twilio_account.wait_for(
        side="sync", direction="out", identity="ada", event="list_item_added", contains="hello", timeout=WAIT
    )
    assert entry["method"] == "notification"
    assert said.readline() == "bot: hello\n"


def test_a_dropped_client_comes_back(twilio_account: Account, said: IO[str]) -> None:
    before = twilio_account.journal.last_id()
    assert twilio_account.drop_clients(identity="ada") == 1
    twilio_account.wait_for(side="twilsock", direction="out", identity="ada", status=200, after=before, timeout=WAIT)
    twilio_account.act.send("ada", "lobby", "back again")
    assert said.readline() == "ada: back again\n"
