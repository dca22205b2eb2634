"""Mints the recipes with Twilio's library for Python and prints what came out.

Usage: official.py [recipes.json]

Prints one JSON object: the name of each recipe with its header, claims and JWT, or with the text
of the refusal.
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


def mint(book, recipe):
    # Only what the recipe names is passed on, so that the library's own defaults are seen.
    options = {name: recipe[name] for name in ("ttl", "valid_until", "region") if name in recipe}
    if "not_before" in recipe:
        options["nbf"] = recipe["not_before"]
    token = AccessToken(
        book["account_sid"],
        book["key_sid"],
        book["secret"],
        identity=recipe.get("identity"),
        **options,
    )
    for grant in recipe["grants"]:
        for kind, given in grant.items():
            token.add_grant(GRANTS[kind](given))
    return token.to_jwt()


def segment(text):
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def outcome(book, recipe):
    try:
        jwt = mint(book, recipe)
    except ValueError as refusal:
        return {"refused": str(refusal)}
    header, claims, _ = jwt.split(".")
    return {"header": segment(header), "claims": segment(claims), "jwt": jwt}


def main():
    here = pathlib.Path(__file__).parent
    path = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else here / "recipes.json"
    book = json.loads(path.read_text(encoding="utf-8"))
    time.time = lambda: float(book["at"])
    json.dump({recipe["name"]: outcome(book, recipe) for recipe in book["recipes"]}, sys.stdout)


if __name__ == "__main__":
    main()
