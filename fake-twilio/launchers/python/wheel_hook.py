"""Puts the program into the wheel, if the variable FAKE_TWILIO_BINARY names it.

    FAKE_TWILIO_BINARY=target/release/fake-twilio python -m build --wheel

The wheel installs it beside the interpreter then, as ``fake-twilio``, and is for the platforms that the program is
for. Without the variable it is a wheel for all platforms, without the program.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent))

from platform_tag import platform_tag


class WheelHook(BuildHookInterface[Any]):
    """Called by hatchling."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        named = os.environ.get("FAKE_TWILIO_BINARY")
        if not named:
            return
        program = Path(named).resolve()
        tag = platform_tag(program)
        name = "fake-twilio.exe" if tag.startswith("win") else "fake-twilio"
        build_data["shared_scripts"][str(program)] = name
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{tag}"
