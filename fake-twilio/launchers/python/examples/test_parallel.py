import pytest


@pytest.mark.parametrize("name", ["ada", "bob", "carol", "dave"])
def test_every_test_has_the_lobby_for_itself(twilio_account, name):
    conversations = twilio_account.client().conversations.v1.conversations
    conversations.create(unique_name="lobby")
    conversations("lobby").participants.create(identity=name)
    assert [it.identity for it in conversations("lobby").participants.list()] == [name]
