"""What is in the wheel, and that it fits the emulator."""

from __future__ import annotations

import importlib.metadata
import json
import struct
import subprocess
import sys
from pathlib import Path

import fake_twilio as package
import pytest
from fake_twilio import Emulator

SOURCES = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(SOURCES), str(SOURCES / "scripts")]

from generate_control import Generator  # noqa: E402

from platform_tag import platform_tag  # noqa: E402


def test_the_tests_use_what_the_wheel_installed() -> None:
    assert SOURCES not in Path(package.__file__).resolve().parents
    files = importlib.metadata.files("fake-twilio") or []
    assert {"fake_twilio/py.typed", "fake_twilio/pytest_plugin.py"} <= {str(it) for it in files}
    assert importlib.metadata.requires("fake-twilio") is None


def test_the_program_of_the_wheel_is_of_its_version() -> None:
    program = Path(sys.executable).parent / "fake-twilio"
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    assert said.split() == ["fake-twilio", importlib.metadata.version("fake-twilio")]


def test_the_tag_of_the_wheel_is_that_of_its_program() -> None:
    wheel = importlib.metadata.distribution("fake-twilio").read_text("WHEEL") or ""
    tag = platform_tag(Path(sys.executable).parent / "fake-twilio")
    assert {f"Tag: py3-none-{it}" for it in tag.split(".")} <= set(wheel.splitlines())
    assert "Root-Is-Purelib: false" in wheel.splitlines()


def test_the_client_is_that_of_the_served_document(fake_twilio: Emulator) -> None:
    for path, text in Generator(fake_twilio.control.fetch_open_api()).files().items():
        installed = Path(package.__file__).parent / path.name
        assert installed.read_text() == path.read_text() == text, "run scripts/generate_control.py"


def test_the_example_of_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = (SOURCES / "README.md").read_text().split("```python\n")[1:]
    (example,) = (it.split("```")[0] for it in blocks if "FakeTwilio(" in it)
    (tmp_path / "world.yaml").write_text("users: [{ identity: ada }]\n")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(example, names)
    assert str(names["token"]).count(".") == 2


def test_every_operation_has_a_method(fake_twilio: Emulator) -> None:
    paths = fake_twilio.control.fetch_open_api()["paths"]
    count = sum(len(methods) for methods in paths.values())
    assert count == len([it for it in dir(fake_twilio.control) if not it.startswith("_")])
    assert count > 20


@pytest.mark.parametrize(
    ("machine", "tag"), [(0x8664, "win_amd64"), (0xAA64, "win_arm64"), (0x014C, "win32"), (0x0200, None)]
)
def test_programs_for_windows(tmp_path: Path, machine: int, tag: str | None) -> None:
    program = tmp_path / "fake-twilio.exe"
    program.write_bytes(
        b"MZ" + bytes(0x3A) + struct.pack("<I", 0x80) + bytes(0x40) + struct.pack("<4sH", b"PE", machine)
    )
    if tag is not None:
        assert platform_tag(program) == tag
    else:
        with pytest.raises(ValueError, match="no Windows"):
            platform_tag(program)


@pytest.mark.parametrize(
    ("cpu", "version", "tag"),
    [
        (0x0100000C, 0x000B0000, "macosx_11_0_arm64"),
        (0x0100000C, 0x000D0300, "macosx_13_0_arm64"),
        (0x01000007, 0x000A0C00, "macosx_10_12_x86_64"),
    ],
)
def test_programs_for_macs(tmp_path: Path, cpu: int, version: int, tag: str) -> None:
    program = tmp_path / "fake-twilio"
    other = struct.pack("<2I", 0x19, 16) + bytes(8)
    needs = struct.pack("<6I", 0x32, 24, 1, version, 0, 0)
    program.write_bytes(struct.pack("<8I", 0xFEEDFACF, cpu, 0, 2, 2, 40, 0, 0) + other + needs)
    assert platform_tag(program) == tag


def test_what_is_no_program_has_no_tag(tmp_path: Path) -> None:
    (tmp_path / "text").write_text(json.dumps({}))
    with pytest.raises(ValueError, match="no program"):
        platform_tag(tmp_path / "text")
