"""Mints the cases with Twilio's library for Python and prints what came out.

Usage: official.py [cases.json]

Prints one JSON object: the name of each case with its header, claims and JWT, or with the text
of the error.
"""

import base64
import json
import pathlib
import sys
import time

from twilio.jwt.access_token import AccessToken
from twilio.jwt.access_token import grants as kinds


def voice(given):
    return kinds.VoiceGrant(
        incoming_allow=given.get("incoming"),
        outgoing_application_sid=given.get("application_sid"),
        outgoing_application_params=given.get("params"),
        push_credential_sid=given.get("push_credential_sid"),
        endpoint_id=given.get("endpoint_id"),
    )


GRANTS = {
    "video": lambda given: kinds.VideoGrant(**given),
    "chat": lambda given: kinds.ChatGrant(**given),
    "voice": voice,
    "sync": lambda given: kinds.SyncGrant(**given),
    "task_router": lambda given: kinds.TaskRouterGrant(**given),
    "playback": lambda given: kinds.PlaybackGrant(grant=given),
}


def mint(book, case):
    # Only what the case names is passed on, so that the library's own defaults are seen.
    options = {name: case[name] for name in ("ttl", "valid_until", "region") if name in case}
    if "not_before" in case:
        options["nbf"] = case["not_before"]
    token = AccessToken(
        book["account_sid"],
        book["key_sid"],
        book["secret"],
        identity=case.get("identity"),
        **options,
    )
    for grant in case["grants"]:
        for kind, given in grant.items():
            token.add_grant(GRANTS[kind](given))
    return token.to_jwt()


def segment(text):
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def outcome(book, case):
    try:
        jwt = mint(book, case)
    except ValueError as error:
        return {"refused": str(error)}
    header, claims, _ = jwt.split(".")
    return {"header": segment(header), "claims": segment(claims), "jwt": jwt}


def main():
    here = pathlib.Path(__file__).parent
    path = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else here / "cases.json"
    book = json.loads(path.read_text(encoding="utf-8"))
    time.time = lambda: float(book["at"])
    json.dump({case["name"]: outcome(book, case) for case in book["cases"]}, sys.stdout)


if __name__ == "__main__":
    main()
