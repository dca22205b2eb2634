"""An application as it would be written for Twilio: no option of the library leads it elsewhere.

With `--no-proxy` it is one whose library obeys no variable, as twilio-python 6.38.1 does not.
"""

import json
import os
import sys

if "--no-proxy" in sys.argv:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        os.environ.pop(name, None)

from twilio.base.exceptions import TwilioException
from twilio.rest import Client

account = os.environ["TWILIO_ACCOUNT_SID"]
client = Client(os.environ["TWILIO_API_KEY_SID"], os.environ["TWILIO_API_KEY_SECRET"], account)
conversation = client.conversations.v1.conversations.create(friendly_name="lobby")
conversation.messages.create(author="ada", body="hello")
messages = client.conversations.v1.conversations(conversation.sid).messages.list()
room = client.video.v1.rooms.create(unique_name="lobby")


def refused(call):
    try:
        call()
    except TwilioException as error:
        return str(error)
    return ""


said = {
    "messages": [message.body for message in messages],
    "urls": [conversation.url, room.url],
    "account": client.api.v2010.accounts(account).fetch().status,
    "ice_servers": client.tokens.create().ice_servers,
    "sms": refused(lambda: client.messages.create(to="+15005550006", from_="+15005550006", body="x")),
    "verify": refused(client.verify.v2.services.list),
}
print(json.dumps(said))
