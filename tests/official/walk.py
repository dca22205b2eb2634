"""Walks the plan with Twilio's library for Python; see plan.json.

Environment: EMULATOR_URL, ACCOUNT_SID, API_KEY_SID, API_KEY_SECRET. Prints a JSON object a line: each
answer as {"method", "path", "status", "body"}, each slip as {"wrong"}; where answers are judged by their
schema is the caller's business.
"""

import json
import os
import pathlib
import re

import requests
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

URL = os.environ["EMULATOR_URL"]
PLAN = json.loads((pathlib.Path(__file__).parent / "plan.json").read_text())


def say(**what):
    print(json.dumps(what), flush=True)


class Recorder(TwilioHttpClient):
    """The library's own client, with an ear on what it says."""

    def request(self, method, url, *arguments, **named):
        response = super().request(method, url, *arguments, **named)
        path = url.split("?")[0].removeprefix(URL)
        say(method=method.upper(), path=path, status=response.status_code, body=response.text)
        return response


def snake(name):
    return re.sub("[A-Z]", lambda letter: "_" + letter[0].lower(), name)


class Walker:
    def __init__(self, client):
        self.client = client
        self.kept = {"recording": "RT" + "0" * 32}

    def value(self, given):
        if isinstance(given, str) and given.startswith("$"):
            return self.kept.get(given[1:], "unknown")
        if isinstance(given, dict):
            return {name: self.value(value) for name, value in given.items()}
        return given

    def find(self, path):
        """What an expression like `rooms($call)/recordings` stands for."""
        found = self.client
        for part in path.split("/"):
            name, call, argument = re.fullmatch(r"(\w+)(\(([^)]*)\))?", part).groups()
            found = getattr(found, snake(name))
            if call:
                found = found(self.value(argument)) if argument else found()
        return found

    def take(self, prefix, step):
        if "seed" in step:
            return self.seed(step)
        resource = self.find(prefix + step["on"])
        given = {snake(name): self.value(value) for name, value in step.get("with", {}).items()}
        try:
            answer = getattr(resource, step["do"])(**given)
        except TwilioRestException as error:
            got = [error.status, error.code]
            assert got == step.get("fails"), f"failed with {got}: {error.msg}"
            return
        assert "fails" not in step, "should have failed"
        if step["do"] == "delete":
            assert answer is True, answer
        elif "least" in step:
            count = len(list(answer))
            assert count >= step["least"], f"{count} things"
        else:
            self.compare(answer, step)

    def compare(self, answer, step):
        for name, value in step.get("gives", {}).items():
            got = getattr(answer, snake(name))
            assert got == self.value(value), f"{name} is {got!r}"
        for name in ("date_created", "date_updated"):
            # The library hands out what it cannot read as the text that it was.
            assert not isinstance(getattr(answer, name, None), str), f"{name} cannot be read"
        if "keep" in step:
            self.kept[step["keep"]] = getattr(answer, "sid", None) or answer.ttid

    def seed(self, step):
        path = f"{URL}/_emulator/v1/seed/{step['seed']}"
        answer = requests.post(path, json=self.value(step["with"]), timeout=30)
        body = answer.json()
        self.kept[step["keep"]] = body.get("participant_sid") or body.get("sid", "unknown")
        if "keepTrack" in step:
            self.kept[step["keepTrack"]] = body["tracks"][0]["sid"]


def main():
    account, key = os.environ["ACCOUNT_SID"], os.environ["API_KEY_SID"]
    client = Client(key, os.environ["API_KEY_SECRET"], account, http_client=Recorder())
    client.conversations.base_url = URL
    client.video.base_url = URL
    walker = Walker(client)
    scoped = [("conversations/v1/", "scoped"), ("conversations/v1/services($service)/", "scoped")]
    for prefix, part in [("", "service"), *scoped, ("", "rest")]:
        for step in PLAN[part]:
            try:
                walker.take(prefix, step)
            except Exception as error:
                say(wrong=f"{prefix}{json.dumps(step, ensure_ascii=False)}: {error!r}")


main()
