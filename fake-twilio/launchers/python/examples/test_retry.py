import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client


def announce(text, attempts=3):
    """The feature: a message that is sent again when Twilio is unavailable."""
    for attempt in range(attempts):
        try:
            Client().conversations.v1.conversations("lobby").messages.create(author="bot", body=text)
            return
        except TwilioRestException as error:
            if error.status != 503 or attempt == attempts - 1:
                raise


@pytest.fixture
def lobby(twilio_environment):
    twilio_environment.seed({"conversations": [{"unique_name": "lobby"}]})
    return twilio_environment


def test_it_is_sent_again(lobby):
    lobby.faults.add({"status": 503, "code": 20503}, operation="CreateConversationMessage", count=2)
    announce("hello")
    assert lobby.journal.count(operation="CreateConversationMessage", status=503) == 2


def test_it_gives_up(lobby):
    lobby.faults.add({"status": 503, "code": 20503}, operation="CreateConversationMessage")
    with pytest.raises(TwilioRestException):
        announce("hello")
