"""The emulator is found, starts, and ends with its parent."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from fake_twilio import BinaryNotFoundError, FakeTwilio, StartError, find_binary

WAIT = 60.0

PARENT = """
import sys
from fake_twilio import FakeTwilio
twilio = FakeTwilio()
print(twilio.pid, flush=True)
sys.stdin.read()
"""


def ends(pid: int) -> int:
    """Something that tells when a process ends that is no child of this one."""
    if not hasattr(os, "pidfd_open"):
        pytest.skip("this system has no descriptors of processes")
    return os.pidfd_open(pid)


def has_ended(descriptor: int) -> bool:
    ready, _, _ = select.select([descriptor], [], [], WAIT)
    os.close(descriptor)
    return bool(ready)


def parent(text: str = PARENT) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", text]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize("by", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_the_emulator_ends_with_a_killed_parent(by: signal.Signals) -> None:
    with parent() as process:
        assert process.stdout is not None
        emulator = ends(int(process.stdout.readline()))
        process.send_signal(by)
        process.wait(WAIT)
        assert has_ended(emulator)


FORKING = PARENT.replace("print(", "import os\nif os.fork() == 0:\n    sys.stdin.read()\n    os._exit(0)\nprint(")


def test_a_fork_of_the_parent_does_not_keep_the_emulator() -> None:
    with parent(FORKING) as process:
        assert process.stdout is not None
        emulator = ends(int(process.stdout.readline()))
        process.kill()
        process.wait(WAIT)
        assert has_ended(emulator)
        # With standard input the fork ends, too.


def test_the_emulator_ends_with_a_parent_that_forgets_it() -> None:
    with parent() as process:
        assert process.stdout is not None and process.stdin is not None
        emulator = ends(int(process.stdout.readline()))
        process.stdin.close()
        assert process.wait(WAIT) == 0
        assert has_ended(emulator)


def test_a_fork_does_not_end_the_emulator_of_its_parent() -> None:
    text = """
import os, sys
from fake_twilio import FakeTwilio
with FakeTwilio() as twilio:
    child = os.fork()
    if child == 0:
        sys.exit(0)
    os.waitpid(child, 0)
    print(twilio.health()["status"], flush=True)
"""
    with parent(text) as process:
        said, _ = process.communicate(timeout=WAIT)
    assert (said, process.returncode) == ("ok\n", 0)


def test_it_stops_once_and_for_all() -> None:
    with FakeTwilio() as twilio:
        assert twilio.is_running
        assert twilio.twilsock_url.startswith("ws://127.0.0.1:")
        twilio.stop()
        assert not twilio.is_running
    twilio.stop()


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="this system does not show command lines there")
def test_a_control_token_is_used_and_on_no_command_line() -> None:
    with FakeTwilio(control_token="of this test") as twilio:
        assert twilio.account().sid.startswith("AC")
        assert b"of this test" not in Path(f"/proc/{twilio.pid}/cmdline").read_bytes()


def test_an_error_of_the_start_has_the_log() -> None:
    with pytest.raises(StartError, match=r"seed\.yaml") as failed:
        FakeTwilio(seed="nowhere/seed.yaml")
    assert "it ended with status" in str(failed.value)


def test_a_program_that_does_not_get_ready_is_ended(tmp_path: Path) -> None:
    slow = tmp_path / "slow"
    slow.write_text("#!/bin/sh\nexec cat\n")
    slow.chmod(0o755)
    with pytest.raises(StartError, match="not ready after"):
        FakeTwilio(binary=slow, start_timeout=0.2)


def test_the_program_is_looked_for_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "fake-twilio"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FAKE_TWILIO_BINARY", raising=False)
    scripts = Path(sys.executable).parent
    assert find_binary() == str(scripts / "fake-twilio")
    monkeypatch.setenv("FAKE_TWILIO_BINARY", str(program))
    assert find_binary() == str(program)
    monkeypatch.setenv("FAKE_TWILIO_BINARY", "nowhere")
    assert find_binary(program) == str(program)
    with pytest.raises(BinaryNotFoundError, match="FAKE_TWILIO_BINARY names nowhere"):
        find_binary()


def test_an_error_lists_what_was_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FAKE_TWILIO_BINARY", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("fake_twilio._binary._installed", lambda: iter([tmp_path / "bin" / "fake-twilio"]))
    with pytest.raises(BinaryNotFoundError) as missing:
        find_binary()
    for tried in ["FAKE_TWILIO_BINARY", f"{tmp_path}/bin/fake-twilio", "PATH", "a checkout"]:
        assert tried in str(missing.value)


def test_a_checkout_is_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    manifest = tmp_path / "fake-twilio/fake-twilio/Cargo.toml"
    manifest.parent.mkdir(parents=True)
    manifest.touch()
    cargo = tmp_path / "bin/cargo"
    cargo.parent.mkdir()
    cargo.write_text('#!/bin/sh\necho "{\\"executable\\": \\"$PWD/target/debug/fake-twilio\\"}"\n')
    cargo.chmod(0o755)
    monkeypatch.chdir(manifest.parent)
    monkeypatch.delenv("FAKE_TWILIO_BINARY", raising=False)
    monkeypatch.setenv("PATH", str(cargo.parent))
    monkeypatch.setattr("fake_twilio._binary._installed", lambda: iter([]))
    assert find_binary() == f"{tmp_path}/target/debug/fake-twilio"
    cargo.write_text("#!/bin/sh\nexit 101\n")
    with pytest.raises(BinaryNotFoundError, match=r"cargo build.*failed"):
        find_binary()
