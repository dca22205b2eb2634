"""Accounts: isolated from each other, steered through the control API, used by Twilio's library."""

from __future__ import annotations

import asyncio
import gc
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import jwt
import pytest
from fake_twilio import Account, ControlError, Emulator, FakeTwilio, WaitError
from twilio.base.exceptions import TwilioException
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.rest import Client


def conversations(account: Account) -> list[str]:
    return [it.unique_name for it in account.client().conversations.v1.conversations.list()]


@pytest.mark.parametrize("name", ["one", "two"])
def test_each_test_has_an_account_of_its_own(twilio_account: Account, name: str) -> None:
    twilio_account.client().conversations.v1.conversations.create(unique_name=name)
    assert conversations(twilio_account) == [name]


def test_threads_in_one_emulator_do_not_meet(fake_twilio: Emulator) -> None:
    def work(number: int) -> list[str]:
        with fake_twilio.account() as account:
            client = account.client()
            client.conversations.v1.conversations.create(unique_name="lobby")
            client.conversations.v1.conversations("lobby").participants.create(identity="ada")
            client.conversations.v1.conversations("lobby").messages.create(author="ada", body=f"message {number}")
            account.wait_for(operation="CreateConversationMessage", contains=f"message {number}")
            return [it.body for it in client.conversations.v1.conversations("lobby").messages.list()]

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(work, range(16))) == [[f"message {number}"] for number in range(16)]


def test_a_closed_account_is_gone(fake_twilio: Emulator) -> None:
    with fake_twilio.account() as account:
        client = account.client()
    with pytest.raises(TwilioException, match="HTTP 401"):
        client.conversations.v1.conversations.list()


def test_what_is_given_is_not_drawn(fake_twilio: Emulator) -> None:
    with fake_twilio.account(auth_token="theirs") as account:
        own = Client(account.sid, "theirs", http_client=account.client().http_client)
        assert own.conversations.v1.conversations.list() == []
    with pytest.raises(ControlError) as refused:
        fake_twilio.account(account_sid="AC1")
    assert refused.value.status == 400


def test_a_reset_goes_back_to_empty(twilio_account: Account) -> None:
    twilio_account.client().conversations.v1.conversations.create(unique_name="lobby")
    twilio_account.reset()
    assert conversations(twilio_account) == []


def test_a_seed_document_fills_an_account(twilio_account: Account) -> None:
    twilio_account.seed(
        {
            "conversations": [
                {
                    "unique_name": "lobby",
                    "participants": ["ada"],
                    "messages": [{"author": "ada", "body": "hello"}],
                }
            ]
        }
    )
    twilio_account.act.read("ada", "lobby", 0)
    (participant,) = twilio_account.client().conversations.v1.conversations("lobby").participants.list()
    assert (participant.identity, participant.last_read_message_index) == ("ada", 0)


def test_a_user_does_what_an_sdk_does(twilio_account: Account) -> None:
    act = twilio_account.act
    lobby = twilio_account.client().conversations.v1.conversations
    lobby.create(unique_name="lobby")
    act.join("ada", "lobby")
    sent = act.send("ada", "lobby", "helo", {"draft": True})
    act.edit("ada", "lobby", sent["sid"], "hello")
    act.type("ada", "lobby")
    act.reachability("ada", online=True)
    (message,) = lobby("lobby").messages.list()
    assert (message.author, message.body) == ("ada", "hello")
    act.remove("ada", "lobby", sent["sid"])
    act.leave("ada", "lobby")
    assert lobby("lobby").messages.list() == lobby("lobby").participants.list() == []


def test_a_token_is_one_of_twilios(twilio_account: Account) -> None:
    token = twilio_account.token("ada", ttl=60, room="lobby")
    known = twilio_account.credentials
    claims = jwt.decode(token, known.api_key_secret, algorithms=["HS256"])
    assert jwt.get_unverified_header(token)["cty"] == "twilio-fpa;v=1"
    assert (claims["iss"], claims["sub"], claims["exp"]) == (known.api_key_sid, known.account_sid, claims["iat"] + 60)
    chat, video = {"service_sid": known.chat_service_sid}, {"room": "lobby"}
    assert claims["grants"] == {"identity": "ada", "chat": chat, "video": video}


def test_a_wait_that_fails_tells_what_came_close(twilio_account: Account) -> None:
    twilio_account.client().conversations.v1.conversations.create(unique_name="lobby")
    with pytest.raises(WaitError) as late:
        twilio_account.wait_for(operation="CreateConversation", contains="hall", timeout=0.01)
    assert "differs in contains" in str(late.value)
    assert isinstance(late.value, AssertionError)


@pytest.mark.filterwarnings("error")
def test_nothing_is_left_open() -> None:
    with FakeTwilio() as twilio:
        twilio.account().close()
    del twilio
    gc.collect()


def test_a_wait_can_leave_out_what_was_before(twilio_account: Account) -> None:
    client, journal = twilio_account.client(), twilio_account.journal
    client.conversations.v1.conversations.create(unique_name="one")
    before = journal.last_id()
    client.conversations.v1.conversations.create(unique_name="two")
    entry = twilio_account.wait_for(operation="CreateConversation", after=before)
    assert entry["request"]["body"]["UniqueName"] == "two"
    assert journal.count(operation="CreateConversation") == 2
    assert [it["id"] for it in journal.find(operation="CreateConversation")][1] == entry["id"]
    assert len(journal.har(operation="CreateConversation")["log"]["entries"]) == 2


def test_an_asynchronous_client_is_led_there_too(twilio_account: Account) -> None:
    async def create() -> str:
        http_client = AsyncTwilioHttpClient()
        client = twilio_account.client(http_client)
        created = await client.conversations.v1.conversations.create_async(unique_name="lobby")
        await http_client.close()
        return str(created.unique_name)

    assert asyncio.run(create()) == "lobby"


def test_products_that_are_not_emulated_are_named(twilio_account: Account) -> None:
    with pytest.raises(TwilioException, match="this emulator does not have Sync"):
        twilio_account.client().sync.v1.services.list()


def test_an_asynchronous_application_is_led_there_as_it_is(twilio_environment: Account) -> None:
    async def create() -> None:
        http_client = AsyncTwilioHttpClient()
        client = Client(http_client=http_client)
        await client.conversations.v1.conversations.create_async(unique_name="lobby")
        await http_client.close()

    asyncio.run(create())
    assert conversations(twilio_environment) == ["lobby"]


def test_an_application_is_led_there_as_it_is(twilio_environment: Account) -> None:
    Client().video.v1.rooms.create(unique_name="call")
    assert [it.unique_name for it in twilio_environment.client().video.v1.rooms.list()] == ["call"]


def test_an_account_goes_back_to_what_was_exported_and_is_written_as_a_seed(twilio_account: Account) -> None:
    twilio_account.client().conversations.v1.conversations.create(unique_name="lobby")
    archive = twilio_account.control.export(account_sid=twilio_account.sid)
    twilio_account.reset()
    assert conversations(twilio_account) == []
    assert twilio_account.control.import_(archive)["account_sids"] == [twilio_account.sid]
    seed = json.loads(twilio_account.control.export(account_sid=twilio_account.sid, as_="seed"))
    assert [it["unique_name"] for it in seed["conversations"]] == ["lobby"]


def test_what_is_removed_twice_is_no_error(twilio_account: Account) -> None:
    with twilio_account.faults.add(effect={"status": 503}, count=1):
        twilio_account.faults.clear()
    twilio_account.close()
    twilio_account.close()


def test_the_control_token_of_the_environment_is_sent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("of a file\n")
    monkeypatch.setenv("FAKE_TWILIO_CONTROL_TOKEN", f"@{token}")
    with FakeTwilio() as twilio:
        assert Emulator(twilio.url).account().sid != twilio.account().sid
    with FakeTwilio(env={"FAKE_TWILIO_CONTROL_TOKEN": "of env"}) as twilio:
        twilio.reset()
