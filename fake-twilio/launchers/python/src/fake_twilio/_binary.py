"""Finds the program."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Iterator, List, Optional, Union

from .errors import BinaryNotFoundError

VARIABLE = "FAKE_TWILIO_BINARY"
NAME = "fake-twilio.exe" if sys.platform == "win32" else "fake-twilio"
MANIFEST = Path("fake-twilio/fake-twilio/Cargo.toml")

PathLike = Union[str, "os.PathLike[str]"]


def find_binary(binary: Optional[PathLike] = None) -> str:
    """The path of the program ``fake-twilio``.

    It is, in this order: the argument, the variable ``FAKE_TWILIO_BINARY``, the program that the wheel of this
    package installed, a program on ``PATH``, or what ``cargo build`` makes in a checkout of the emulator's sources
    that the present folder is in.

    :raises BinaryNotFoundError: with everything that was tried.
    """
    if binary is not None:
        return _given(Path(binary), "the argument `binary`")
    named = os.environ.get(VARIABLE)
    if named:
        return _given(Path(named), f"the variable {VARIABLE}")
    tried = [f"the variable {VARIABLE}: is not set"]
    for path in _installed():
        if _is_program(path):
            return str(path)
        tried.append(f"{path}, where a wheel for this platform installs it: is not there")
    on_path = shutil.which(NAME)
    if on_path:
        return on_path
    tried.append(f"PATH: has no {NAME}")
    checkout = _checkout(Path.cwd())
    if checkout is None:
        tried.append(f"a checkout of its sources: {Path.cwd()} is in none")
    elif shutil.which("cargo") is None:
        tried.append(f"`cargo build` in {checkout}: there is no cargo")
    else:
        return _build(checkout, tried)
    raise _not_found(tried)


def _not_found(tried: List[str]) -> BinaryNotFoundError:
    lines = "".join(f"\n  - {it}" for it in tried)
    return BinaryNotFoundError(f"the program fake-twilio was not found; tried:{lines}")


def _given(path: Path, origin: str) -> str:
    if _is_program(path):
        return str(path)
    raise BinaryNotFoundError(f"{origin} names {path}, which is no program")


def _is_program(path: Path) -> bool:
    return path.is_file() and os.access(path, os.X_OK)


def _installed() -> Iterator[Path]:
    """Where pip puts programs of a wheel: for all, for this user, and beside `pip install --target`."""
    folders = [sysconfig.get_path("scripts")]
    scheme = "nt_user" if os.name == "nt" else "posix_user"
    if scheme in sysconfig.get_scheme_names():
        folders.append(sysconfig.get_path("scripts", scheme))
    folders.append(str(Path(__file__).resolve().parent.parent / "bin"))
    for folder in dict.fromkeys(folders):
        yield Path(folder) / NAME


def _checkout(folder: Path) -> Optional[Path]:
    return next((it for it in [folder, *folder.parents] if (it / MANIFEST).is_file()), None)


def _build(checkout: Path, tried: List[str]) -> str:
    command = ["cargo", "build", "--package", "fake-twilio", "--bin", "fake-twilio"]
    built = subprocess.run(
        [*command, "--message-format", "json-render-diagnostics"],
        cwd=checkout,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        check=False,
    )
    for line in built.stdout.splitlines():
        executable = json.loads(line).get("executable")
        if executable and Path(executable).stem == "fake-twilio":
            return str(executable)
    raise _not_found([*tried, f"`{' '.join(command)}` in {checkout}: failed"])
