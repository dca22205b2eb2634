import pytest
from twilio.base.exceptions import TwilioRestException


def test_ada_and_bob_chat(twilio_account):
    twilio_account.seed({"conversations": [{"unique_name": "lobby", "participants": ["ada", "bob"]}]})
    lobby = twilio_account.client().conversations.v1.conversations("lobby")
    twilio_account.act.send("bob", "lobby", "hello")
    lobby.messages.create(author="ada", body="hello, bob")
    twilio_account.wait_for(operation="CreateConversationMessage", contains="hello, bob")
    assert [it.body for it in lobby.messages.list()] == ["hello", "hello, bob"]
    twilio_account.faults.add({"status": 503}, operation="CreateConversationMessage", count=1)
    with pytest.raises(TwilioRestException, match="503"):
        lobby.messages.create(author="ada", body="lost")
    twilio_account.reset()
    with pytest.raises(TwilioRestException, match="404"):
        lobby.fetch()
