"""What can go wrong."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import Any, Dict, Iterator, Optional, Sequence


class FakeTwilioError(Exception):
    """Base of all errors of this package."""


class BinaryNotFoundError(FakeTwilioError):
    """No program ``fake-twilio`` was found; the text lists where it was looked for."""


class StartError(FakeTwilioError):
    """The emulator did not start; the text ends with what it logged."""


class ControlError(FakeTwilioError):
    """The control API refused a request."""

    status: int
    """Status of the answer."""
    code: Optional[int]
    """Twilio's error number, if the answer has one."""
    answer: Dict[str, Any]
    """The body of the answer, empty if it is no JSON object."""

    def __init__(self, request: str, status: int, answer: Dict[str, Any]) -> None:
        self.status = status
        self.code = answer.get("code")
        self.answer = answer
        super().__init__(f"{request}: {status}: {answer.get('message', 'without a reason')}")


class WaitError(ControlError, AssertionError):
    """What was waited for did not happen in time; the text lists what came close.

    It is an :class:`AssertionError` too, so that test runners count it as a failed test.
    """

    near_misses: Sequence[Dict[str, Any]]
    """Entries of the journal that differ in few members, each with the names of those."""

    def __init__(self, request: str, status: int, answer: Dict[str, Any]) -> None:
        super().__init__(request, status, answer)
        self.near_misses = answer.get("near_misses", [])

    def __str__(self) -> str:
        lines = [super().__str__()]
        for miss in self.near_misses:
            entry = {k: v for k, v in miss["entry"].items() if k not in ("request", "response")}
            lines.append(f"  differs in {', '.join(miss['differs'])}: {json.dumps(entry)[:500]}")
        return "\n".join(lines)


@contextmanager
def unless_gone() -> Iterator[None]:
    """Passes over that something to remove is not there any more."""
    try:
        yield
    except ControlError as why:
        if why.status != 404:
            raise
