"""Judges signatures with Twilio's library for Python.

Reads a JSON list of {"token", "url", "params", "signature"} and prints a list of true and false.
"""

import json
import sys

from twilio.request_validator import RequestValidator

calls = json.load(sys.stdin)
print(json.dumps([RequestValidator(it["token"]).validate(it["url"], it["params"], it["signature"]) for it in calls]))
