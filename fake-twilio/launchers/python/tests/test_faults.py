"""What is broken on purpose."""

from __future__ import annotations

import pytest
from fake_twilio import Account, Emulator
from twilio.base.exceptions import TwilioRestException


def send(account: Account, body: str) -> None:
    account.client().conversations.v1.conversations("lobby").messages.create(author="bot", body=body)


@pytest.fixture
def lobby(twilio_account: Account) -> Account:
    twilio_account.client().conversations.v1.conversations.create(unique_name="lobby")
    return twilio_account


def test_a_message_is_refused_once(lobby: Account) -> None:
    fault = lobby.faults.add({"status": 503, "code": 20503}, operation="CreateConversationMessage", count=1)
    with pytest.raises(TwilioRestException) as refused:
        send(lobby, "hello")
    assert (refused.value.status, refused.value.code) == (503, 20503)
    send(lobby, "hello again")
    assert fault.fetch()["ended"]
    assert lobby.wait_for(rule=fault.id)["status"] == 503
    assert [it.body for it in lobby.client().conversations.v1.conversations("lobby").messages.list()] == ["hello again"]


def test_a_fault_ends_with_its_block(lobby: Account) -> None:
    with lobby.faults.add({"status": 429, "retry_after_s": 1}, operation="CreateConversationMessage"):
        with pytest.raises(TwilioRestException) as refused:
            send(lobby, "hello")
        assert refused.value.status == 429
        assert [it["acted"] for it in lobby.faults.list()] == [1]
    send(lobby, "hello")
    assert lobby.faults.clear() == 0


def test_faults_of_an_account_do_not_meet_those_of_another(lobby: Account, fake_twilio: Emulator) -> None:
    with fake_twilio.account() as other:
        other.faults.add({"status": 500})
        send(lobby, "hello")
        other.reset(faults=True)
        assert other.faults.list() == []
