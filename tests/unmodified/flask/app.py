"""A video chat as it would be written for Twilio: no option of a library leads it elsewhere.

It runs with twilio-python 6.38.1 and PyJWT 1, whose tokens are bytes, and with later versions.
"""

import os

from flask import Flask, jsonify, render_template, request
from twilio.base.exceptions import TwilioRestException
from twilio.jwt.access_token import AccessToken
from twilio.jwt.access_token.grants import ChatGrant, VideoGrant
from twilio.rest import Client

ROOM = "lobby"
ACCOUNT = os.environ["TWILIO_ACCOUNT_SID"]
KEY = os.environ["TWILIO_API_KEY_SID"]
SECRET = os.environ["TWILIO_API_KEY_SECRET"]

app = Flask(__name__)
twilio = Client(KEY, SECRET, ACCOUNT)


def conversation():
    for known in twilio.conversations.conversations.list():
        if known.friendly_name == ROOM:
            return known
    return twilio.conversations.conversations.create(friendly_name=ROOM)


@app.route("/")
def page():
    return render_template("page.html", video=os.environ["VIDEO_SDK"], conversations=os.environ["CONVERSATIONS_SDK"])


@app.route("/login", methods=["POST"])
def login():
    name = request.get_json(force=True).get("name")
    if not name:
        return jsonify(error="a name is missing"), 400
    room = conversation()
    try:
        room.participants.create(identity=name)
    except TwilioRestException as error:
        if error.status != 409:
            raise
    token = AccessToken(ACCOUNT, KEY, SECRET, identity=name)
    token.add_grant(VideoGrant(room=ROOM))
    token.add_grant(ChatGrant(service_sid=room.chat_service_sid))
    jwt = token.to_jwt()
    return jsonify(token=jwt.decode() if isinstance(jwt, bytes) else jwt, conversation=room.sid)


if __name__ == "__main__":
    app.run(port=int(os.environ.get("PORT", "5000")))
