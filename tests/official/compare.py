"""Reads answers with Twilio's library for Python, to be compared with what another client reads.

Environment: EMULATOR_URL, ACCOUNT_SID, API_KEY_SID, API_KEY_SECRET. Each line of the input is an exchange
of the other client, a JSON object: "path", a list of [segment, whether it is a value]; "verb", such as
"create"; "form", a list of pairs; "status" and "body". The library makes the same call. A fetch or a list
goes to the emulator; other calls would change something once more, so they get the answer of the exchange.
Each line of the output has "read": properties, a list of them, true, or {"error"}; and "sent": method,
path and parameters of the library's request.
"""

import datetime
import json
import os
import re
import sys

from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

URL = os.environ["EMULATOR_URL"]

# Where the library calls a resource by another name than its path does, by what stands before it.
NAMES = {
    ("messages", "receipts"): "delivery_receipts",
    ("users", "conversations"): "user_conversations",
}
VIDEO = {"Rooms", "Recordings", "Compositions", "CompositionHooks"}
VIDEO |= {"CompositionSettings", "RecordingSettings"}


class Replay(TwilioHttpClient):
    """The library's own client, which answers by itself what must not be said twice."""

    answer = None
    sent = None

    def request(self, method, url, params=None, data=None, *arguments, **named):
        self.sent = [method.upper(), url.removeprefix(URL).split("?")[0], pairs(params or data or {})]
        if method.upper() == "GET":
            return super().request(method, url, params, data, *arguments, **named)
        return Response(self.answer["status"], self.answer["body"])


def pairs(given):
    """The fields of a form, as they go over the wire."""
    each = [(name, value if isinstance(value, list) else [value]) for name, value in given.items()]
    return sorted([name, str(value)] for name, values in each for value in values)


def snake(name):
    return re.sub("(?<!^)[A-Z]", lambda letter: "_" + letter[0], name.replace(".", "")).lower()


def find(client, path, verb):
    """The library's object for a path, which has the verb."""
    found = client.video.v1 if path[0][0] in VIDEO else client.conversations.v1
    before = None
    for segment, is_value in path:
        name = snake(segment)
        if is_value:
            found = found(segment)
        elif (before, name) == ("configuration", "addresses"):
            found = client.conversations.v1.address_configurations
        elif name != "default":
            found = getattr(found, NAMES.get((before, name), name))
        before = before if is_value else name
    # What there is one of has its verbs behind a call without a name.
    return found if hasattr(found, verb) else found()


def properties(thing):
    read = {name: value for name, value in vars(thing).items() if not name.startswith("_")}
    return {name: plain(value) for name, value in read.items()}


def plain(value):
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return value


def take(client, http, exchange):
    http.answer = exchange
    given = {}
    for name, value in exchange["form"]:
        known = given.setdefault(snake(name), value)
        if known is not value:
            given[snake(name)] = (known if isinstance(known, list) else [known]) + [value]
    verb = "page" if exchange["verb"] == "list" else exchange["verb"]
    try:
        read = getattr(find(client, exchange["path"], verb), verb)(**given)
    except TwilioRestException as error:
        # The library puts words of its own in front.
        return {"error": [error.status, error.code, error.msg.split(": ", 1)[-1]]}
    if verb == "page":
        return [properties(thing) for thing in read]
    return read if verb == "delete" else properties(read)


def main():
    account, key = os.environ["ACCOUNT_SID"], os.environ["API_KEY_SID"]
    http = Replay()
    client = Client(key, os.environ["API_KEY_SECRET"], account, http_client=http)
    client.conversations.base_url = URL
    client.video.base_url = URL
    for line in sys.stdin:
        read = take(client, http, json.loads(line))
        print(json.dumps({"read": read, "sent": http.sent}), flush=True)


main()
