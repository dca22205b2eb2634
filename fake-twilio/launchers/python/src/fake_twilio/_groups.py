"""Operations of the control API in groups, with the types of Python."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from types import TracebackType
from typing import TYPE_CHECKING, Any, Dict, List, Optional, Type, Union, cast

from . import schemas
from ._operations import Operations
from .errors import unless_gone

if TYPE_CHECKING:
    from typing_extensions import Unpack


def moment(text: str) -> datetime:
    """A moment of the control API, to the microsecond."""
    date, fraction = re.fullmatch(r"([^.Z]+)(?:\.(\d+))?Z", text).groups()  # type: ignore[union-attr]
    micros = int((fraction or "").ljust(6, "0")[:6])
    return datetime.fromisoformat(date).replace(microsecond=micros, tzinfo=timezone.utc)


def moment_text(at: datetime) -> str:
    """A moment for the control API; one without a zone is a local one, as everywhere in Python."""
    return at.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")


class Act:
    """Acts as the SDK of a user: the same checks, events and webhooks.

    ``conversation`` is a SID or a unique name. The answers are those of the SDK's requests.
    """

    def __init__(self, operations: Operations, account_sid: Optional[str]) -> None:
        self._operations = operations
        self._account_sid = account_sid

    def send(self, identity: str, conversation: str, body: str, attributes: Any = None) -> Dict[str, Any]:
        """Sends a message."""
        return self._act("send", identity, conversation, body=body, attributes=attributes)

    def edit(
        self,
        identity: str,
        conversation: str,
        message_sid: str,
        body: Optional[str] = None,
        attributes: Any = None,
    ) -> Dict[str, Any]:
        """Changes a message."""
        changes = {"body": body, "attributes": attributes}
        return self._act("edit", identity, conversation, message_sid=message_sid, **changes)

    def remove(self, identity: str, conversation: str, message_sid: str) -> None:
        """Removes a message."""
        self._act("remove", identity, conversation, message_sid=message_sid)

    def read(self, identity: str, conversation: str, index: int) -> None:
        """Sets the read horizon."""
        self._act("read", identity, conversation, index=index)

    def type(self, identity: str, conversation: str) -> None:
        """Reports typing, for five seconds."""
        self._act("type", identity, conversation)

    def join(self, identity: str, conversation: str) -> Dict[str, Any]:
        """Joins the conversation."""
        return self._act("join", identity, conversation)

    def leave(self, identity: str, conversation: str) -> None:
        """Leaves the conversation."""
        self._act("leave", identity, conversation)

    def reachability(self, identity: str, online: Optional[bool] = None) -> None:
        """Lets a user count as connected or not; with None, connections decide again."""
        self._act("reachability", identity, None, online=online)

    def _act(self, verb: Any, identity: str, conversation: Optional[str], **members: Any) -> Dict[str, Any]:
        answer = self._operations.act(
            verb,
            identity=identity,
            conversation=conversation,
            account_sid=self._account_sid,
            **members,
        )
        return answer or {}


class Fault:
    """A rule that breaks something on purpose; at the end of a ``with`` block it is deleted."""

    id: int
    """Its number, which entries of the journal have as ``rule``."""

    def __init__(self, operations: Operations, rule: schemas.FaultRule) -> None:
        self._operations = operations
        self.id = rule["id"]

    def fetch(self) -> schemas.FaultRule:
        """The rule, with how often something ``matched``, how often it ``acted``, and whether it has ``ended``."""
        return self._operations.fetch_fault(self.id)

    def delete(self) -> None:
        """Deletes the rule; messages that it holds back go on. Once more is no error."""
        with unless_gone():
            self._operations.delete_fault(self.id)

    def __enter__(self) -> Fault:
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        self.delete()


class Faults:
    """What is broken on purpose, by rules."""

    def __init__(self, operations: Operations, account_sid: Optional[str]) -> None:
        self._operations = operations
        self._account_sid = account_sid

    def add(
        self,
        effect: schemas.FaultEffect,
        *,
        count: Optional[int] = None,
        seed: Optional[int] = None,
        **match: Unpack[schemas.FaultMatch],
    ) -> Fault:
        """Adds a rule: ``add({"status": 503}, operation="CreateConversationMessage", count=1)``.

        :param effect: what it does; the document of the control API lists the members
        :param count: how often it acts before it ends
        :param seed: where its chance comes from: the same seed gives the same story
        """
        if self._account_sid is not None:
            match.setdefault("account_sid", self._account_sid)
        return Fault(
            self._operations, self._operations.create_fault(effect=effect, match=match, count=count, seed=seed)
        )

    def list(self) -> List[schemas.FaultRule]:
        """The rules, oldest first."""
        return self._operations.list_faults(account_sid=self._account_sid)["faults"]

    def clear(self) -> int:
        """Deletes the rules and returns how many there were."""
        return self._operations.delete_faults(account_sid=self._account_sid)["deleted"]


class Clock:
    """The clock of the emulator, which all its accounts share: a test that moves it has to own the emulator."""

    def __init__(self, operations: Operations) -> None:
        self._operations = operations

    def now(self) -> datetime:
        """What it shows."""
        return moment(self._operations.fetch_clock()["now"])

    def freeze(self) -> datetime:
        """Lets it stand."""
        return moment(self._operations.freeze_clock()["now"])

    def advance(self, by: Union[timedelta, float]) -> datetime:
        """Moves it on by a time, or by seconds."""
        seconds = by.total_seconds() if isinstance(by, timedelta) else by
        return moment(self._operations.advance_clock(millis=round(seconds * 1000))["now"])

    def set(self, now: datetime) -> datetime:
        """Moves it on to a moment; one without a zone is a local one."""
        return moment(self._operations.set_clock(now=moment_text(now))["now"])

    def run(self, speed: int) -> datetime:
        """Lets it run so many times as fast as the machine's."""
        return moment(self._operations.run_clock(speed=speed)["now"])


class Journal:
    """What was sent: requests with their answers, messages on WebSockets, webhooks.

    The members of a match are keywords: ``side``, ``direction``, ``method``, ``path``, ``operation``, ``status``,
    ``account_sid``, ``identity``, ``event``, ``contains``, ``body``.
    """

    def __init__(self, operations: Operations, account_sid: Optional[str]) -> None:
        self._operations = operations
        self._account_sid = account_sid

    def last_id(self) -> int:
        """The number of the latest entry: the ``after`` of a wait for what comes from now on."""
        return self._operations.list_journal(limit=1)["last_id"]

    def find(self, *, after: int = 0, limit: int = 50, **match: Unpack[schemas.Match]) -> List[schemas.Entry]:
        """The first matching entries behind a number."""
        found = self._operations.find_in_journal(match=self._of(match), after=after, limit=limit)
        return found["entries"]

    def count(self, *, after: int = 0, **match: Unpack[schemas.Match]) -> int:
        """How many entries match."""
        return self._operations.count_in_journal(match=self._of(match), after=after)["count"]

    def wait(
        self,
        *,
        after: int = 0,
        count: int = 1,
        timeout: float = 30.0,
        **match: Unpack[schemas.Match],
    ) -> List[schemas.Entry]:
        """Waits until so many entries match, and returns them; those that are there already count.

        :param timeout: seconds of the machine's clock
        :raises WaitError: when the time is up, with what came close
        """
        found = self._operations.wait_for_journal(
            match=self._of(match), after=after, count=count, timeout_ms=round(timeout * 1000)
        )
        return found["entries"]

    def clear(self) -> int:
        """Drops all entries, those of other accounts too, and returns how many there were."""
        return self._operations.clear_journal()["cleared"]

    def unknown(self) -> List[schemas.ListUnknownPathsAnswerUnknown]:
        """Paths of REST that lead nowhere, each with the nearest operation."""
        return self._operations.list_unknown_paths()["unknown"]

    def har(self, **match: Any) -> schemas.ExportHarAnswer:
        """REST and media as an HTTP Archive 1.2."""
        return self._operations.export_har(**cast(Dict[str, Any], self._of(match)))

    def _of(self, match: Any) -> schemas.Match:
        if self._account_sid is not None:
            match = {"account_sid": self._account_sid, **match}
        return cast(schemas.Match, match)
