import json
import os
import urllib.request

import pytest
from twilio.jwt.access_token import AccessToken
from twilio.jwt.access_token.grants import ChatGrant, VideoGrant
from twilio.rest import Client

URL = os.environ.get("TWILIO_EMULATOR_URL", "http://127.0.0.1:4010")


class Account:
    """An account for one test: no test sees what another one does."""

    def __init__(self):
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{URL}/_emulator/v1/accounts", b"{}", headers)
        with urllib.request.urlopen(request) as opened:
            account = json.load(opened)
        self.sid = account["account_sid"]
        self.key_sid = account["api_key_sid"]
        self.secret = account["api_key_secret"]
        self.service_sid = account["chat_service_sid"]
        self.client = Client(self.key_sid, self.secret, self.sid)
        self.client.conversations.base_url = URL

    def mint(self, identity):
        """The token that an application server gives to a user."""
        token = AccessToken(self.sid, self.key_sid, self.secret, identity=identity, ttl=3600)
        token.add_grant(ChatGrant(service_sid=self.service_sid))
        token.add_grant(VideoGrant(room="lobby"))
        return token.to_jwt()


@pytest.fixture
def account():
    return Account()
