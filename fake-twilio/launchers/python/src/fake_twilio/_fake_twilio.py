"""An emulator that a program starts."""

from __future__ import annotations

import json
import os
import tempfile
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Dict, Mapping, Optional, Sequence, Type, TypeVar, Union

from . import schemas
from ._binary import PathLike, find_binary
from ._emulator import Emulator
from ._groups import moment_text
from ._process import Process
from ._transport import CONTROL_TOKEN, control_token_of
from .credentials import Credentials

F = TypeVar("F", bound="FakeTwilio")


class FakeTwilio(Emulator):
    """Starts an emulator on a free port of this machine; it ends with :meth:`stop`, the ``with`` block or this process.

    ::

        with FakeTwilio() as twilio:
            account = twilio.account()

    :param seed: contents to start with and to reset to: the path of a YAML or JSON document, or the document
    :param id_seed: draws the same identifiers in every run
    :param now: the clock stands still at this moment; one without a zone is a local one
    :param strict: refuses parameters that Twilio's OpenAPI documents do not know
    :param control_token: what the control API asks for; that of ``FAKE_TWILIO_CONTROL_TOKEN`` unless given
    :param binary: the program; without it, it is looked for, see :func:`fake_twilio.find_binary`
    :param args: more options, such as ``["--rate-limit"]``; ``fake-twilio --help`` lists them
    :param env: variables for the emulator beside those of this process
    :param start_timeout: seconds that it gets to start
    :raises BinaryNotFoundError: when there is no program
    :raises StartError: when it does not start
    """

    def __init__(
        self,
        *,
        seed: Union[PathLike, schemas.SeedDocument, None] = None,
        id_seed: Optional[int] = None,
        now: Optional[datetime] = None,
        strict: bool = False,
        control_token: Optional[str] = None,
        binary: Optional[PathLike] = None,
        args: Sequence[str] = (),
        env: Optional[Mapping[str, str]] = None,
        start_timeout: float = 60.0,
    ) -> None:
        program = find_binary(binary)
        variables: Dict[str, str] = dict(env or {})
        if control_token is not None:
            # Command lines can be read by other users of a machine.
            variables[CONTROL_TOKEN] = control_token
        token = control_token_of({**os.environ, **variables})
        options = ["--strict"] if strict else []
        if id_seed is not None:
            options += ["--seed", str(id_seed)]
        if now is not None:
            options += ["--now", moment_text(now)]
        with tempfile.TemporaryDirectory(prefix="fake-twilio-") as folder:
            if seed is not None:
                options += ["--seed-file", str(_seed_file(seed, Path(folder)))]
            self._process = Process(program, [*options, *args], variables, start_timeout)
        ready = self._process.ready
        super().__init__(ready["url"], control_token=token, credentials=Credentials.of(ready))

    @property
    def pid(self) -> int:
        """Number of the emulator's process."""
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether the emulator has not ended yet."""
        return self._process.is_running

    def stop(self) -> None:
        """Ends the emulator and waits for that; does nothing when it has ended."""
        self._process.stop()

    def __enter__(self: F) -> F:
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        self.stop()


def _seed_file(seed: Union[PathLike, schemas.SeedDocument], folder: Path) -> Path:
    if not isinstance(seed, dict):
        return Path(seed)
    path = folder / "seed.json"
    path.write_text(json.dumps(seed), encoding="utf-8")
    return path
