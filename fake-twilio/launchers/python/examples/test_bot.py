from threading import Thread
from urllib.parse import parse_qsl
from wsgiref.simple_server import make_server

import pytest
from twilio.rest import Client


def bot(environ, start_response):
    """The feature: a bot that answers every message of a user."""
    form = dict(parse_qsl(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode()))
    messages = Client().conversations.v1.conversations(form["ConversationSid"]).messages
    messages.create(author="bot", body=f"You said: {form['Body']}")
    start_response("204 No Content", [])
    return []


@pytest.fixture
def bot_url():
    with make_server("127.0.0.1", 0, bot) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_the_bot_answers(twilio_environment, bot_url):
    twilio_environment.seed({"conversations": [{"unique_name": "lobby", "participants": ["ada"]}]})
    webhooks = Client().conversations.v1.configuration.webhooks()
    webhooks.update(filters=["onMessageAdded"], post_webhook_url=bot_url)
    twilio_environment.act.send("ada", "lobby", "hello")
    twilio_environment.wait_for(operation="CreateConversationMessage", contains="You said: hello")
    twilio_environment.wait_for(side="webhook", event="onMessageAdded", status=204)
