"""The emulator as a child of this process."""

from __future__ import annotations

import collections
import json
import logging
import os
import subprocess
import sys
import tempfile
import threading
import weakref
from pathlib import Path
from typing import IO, Any, Deque, Dict, Mapping, Sequence

from .errors import StartError

LOGGER = logging.getLogger("fake_twilio")
"""Gets every line that the emulator logs."""

LAST_LINES = 50
"""How many lines of the log an error shows."""

STOP_TIMEOUT = 15.0
"""Seconds that the emulator gets to end by itself."""

STDIN_VARIABLE = "FAKE_TWILIO_EXIT_WITH_STDIN"
"""With it the emulator ends when its standard input does, and so with this process, however that ends."""


_CHILDREN: weakref.WeakSet[subprocess.Popen[str]] = weakref.WeakSet()
"""The emulators of this process."""


def _let_go() -> None:
    """Closes what a fork inherited: an emulator would not end with the process that started it."""
    for child in list(_CHILDREN):
        if child.stdin is not None:
            child.stdin.close()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go)


class Process:
    """A running emulator, which ends with this process."""

    ready: Dict[str, Any]
    """What the emulator wrote to its ready file."""

    def __init__(
        self,
        binary: str,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        start_timeout: float,
    ) -> None:
        self._lines: Deque[str] = collections.deque(maxlen=LAST_LINES)
        with tempfile.TemporaryDirectory(prefix="fake-twilio-") as folder:
            ready_file = Path(folder, "ready.json")
            # Options win over variables of the same name, which a CI job may have set.
            command = [binary, *arguments, "--listen", "127.0.0.1:0", "--ready-file", str(ready_file)]
            self._child = _spawn(command, {**os.environ, **environment})
            _CHILDREN.add(self._child)
            self._finalizer = weakref.finalize(self, _end, self._child, os.getpid())
            self._log_reader = threading.Thread(target=_read_log, args=(self._child.stderr, self._lines), daemon=True)
            self._log_reader.start()
            try:
                self._wait_until_ready(start_timeout)
                self.ready = json.loads(ready_file.read_text(encoding="utf-8"))
            except BaseException:
                self.stop()
                raise

    @property
    def pid(self) -> int:
        """Number of the process."""
        return self._child.pid

    @property
    def is_running(self) -> bool:
        """Whether it has not ended yet."""
        return self._child.poll() is None

    def stop(self) -> None:
        """Ends the emulator and waits for that."""
        self._finalizer()

    def _wait_until_ready(self, timeout: float) -> None:
        """Waits for the line that the emulator prints behind its ready file."""
        line: collections.deque[str] = collections.deque()
        stdout = self._child.stdout
        assert stdout is not None

        def read() -> None:
            with stdout:
                line.append(stdout.readline())

        reader = threading.Thread(target=read, daemon=True)
        reader.start()
        reader.join(timeout)
        if line and line[0]:
            return
        if not line:
            why = f"it was not ready after {timeout:g} s"
        else:
            why = f"it ended with status {self._child.wait(STOP_TIMEOUT)}"
            self._log_reader.join(STOP_TIMEOUT)
        log = "\n".join(self._lines)
        raise StartError(f"fake-twilio did not start: {why}\n{log}".rstrip())


def _spawn(command: Sequence[str], environment: Mapping[str, str]) -> subprocess.Popen[str]:
    # Ctrl-C in a terminal is for the tests, which stop the emulator when they are done.
    own_group: Dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        own_group = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            # Backtraces of errors, not of panics, would push the error itself out of the last lines.
            env={**environment, STDIN_VARIABLE: "1", "NO_COLOR": "1", "RUST_LIB_BACKTRACE": "0"},
            encoding="utf-8",
            errors="replace",
            **own_group,
        )
    except OSError as why:
        raise StartError(f"{command[0]} does not start: {why}") from why


def _read_log(stderr: IO[str], lines: Deque[str]) -> None:
    with stderr:
        for line in stderr:
            lines.append(line.rstrip())
            LOGGER.log(_level(line), "%s", lines[-1])


def _level(line: str) -> int:
    """The level of a line such as ``2026-11-29T12:00:00Z  WARN fake_twilio: …``."""
    words = line.split(maxsplit=2)[:2]
    if "ERROR" in words:
        return logging.ERROR
    return logging.WARNING if "WARN" in words else logging.DEBUG


def _end(child: subprocess.Popen[str], owner: int) -> None:
    """Ends the child of this process; what a fork of it inherited is not its own."""
    if os.getpid() != owner:
        return
    child.terminate()
    try:
        child.wait(STOP_TIMEOUT)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
    if child.stdin is not None:
        child.stdin.close()
