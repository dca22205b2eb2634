import json
import os
import secrets
import urllib.request

import pytest
from twilio.jwt.access_token import AccessToken
from twilio.jwt.access_token.grants import ChatGrant, VideoGrant
from twilio.rest import Client

URL = os.environ.get("TWILIO_EMULATOR_URL", "http://127.0.0.1:4010")


class Account:
    """An account for one test: no test sees what another one does."""

    def __init__(self):
        self.sid = "AC" + secrets.token_hex(16)
        self.key_sid = "SK" + secrets.token_hex(16)
        self.secret = secrets.token_hex(16)
        self._open()
        self.client = Client(self.key_sid, self.secret, self.sid)
        self.client.conversations.base_url = URL
        configuration = self.client.conversations.v1.configuration().fetch()
        self.service_sid = configuration.default_chat_service_sid

    def _open(self):
        account = {"account_sid": self.sid, "api_key_sid": self.key_sid, "api_key_secret": self.secret}
        request = urllib.request.Request(
            f"{URL}/_emulator/v1/accounts",
            data=json.dumps(account).encode(),
            headers={"Content-Type": "application/json"},
        )
        urllib.request.urlopen(request).close()

    def mint(self, identity):
        """The token that an application server gives to a user."""
        token = AccessToken(self.sid, self.key_sid, self.secret, identity=identity, ttl=3600)
        token.add_grant(ChatGrant(service_sid=self.service_sid))
        token.add_grant(VideoGrant(room="lobby"))
        return token.to_jwt()


@pytest.fixture
def account():
    return Account()
