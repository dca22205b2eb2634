from unittest.mock import MagicMock

import pytest
from twilio.base.exceptions import TwilioRestException


def invite(client, identity, conversation):
    """The feature: adds a user to a conversation."""
    client.conversations.v1.conversations(conversation).participants.create(identity=identity)


def test_with_a_mock():
    client = MagicMock()
    invite(client, "ada", "lobby")
    conversation = client.conversations.v1.conversations("lobby")
    conversation.participants.create.assert_called_once_with(identity="ada")


def test_with_the_emulator(twilio_account):
    client = twilio_account.client()
    client.conversations.v1.conversations.create(unique_name="lobby")
    invite(client, "ada", "lobby")
    participants = client.conversations.v1.conversations("lobby").participants.list()
    assert [it.identity for it in participants] == ["ada"]


def test_what_the_mock_does_not_show(twilio_account):
    client = twilio_account.client()
    client.conversations.v1.conversations.create(unique_name="lobby")
    invite(client, "ada", "lobby")
    with pytest.raises(TwilioRestException) as refused:
        invite(client, "ada", "lobby")
    assert (refused.value.status, refused.value.code) == (409, 50433)
