"""The platform tag of a wheel, read from the program that it carries.

The tags are those of the packaging specifications ("Platform compatibility tags"): what the program was linked
against says on which systems it runs, not the machine that built it.
"""

from __future__ import annotations

import re
import struct
from pathlib import Path
from typing import BinaryIO

from elftools.elf.elffile import ELFFile
from elftools.elf.gnuversions import GNUVerNeedSection
from elftools.elf.segments import InterpSegment

ELF_MACHINES = {
    "EM_X86_64": "x86_64",
    "EM_AARCH64": "aarch64",
    "EM_386": "i686",
    "EM_ARM": "armv7l",
    "EM_PPC64": "ppc64le",
    "EM_S390": "s390x",
    "EM_RISCV": "riscv64",
}

PE_MACHINES = {0x8664: "win_amd64", 0xAA64: "win_arm64", 0x014C: "win32"}

MACH_O_MAGIC = 0xFEEDFACF
MACH_O_MACHINES = {0x0100000C: "arm64", 0x01000007: "x86_64"}
LC_VERSION_MIN_MACOSX = 0x24
LC_BUILD_VERSION = 0x32

OLDEST_GLIBC = (2, 17)
"""Pip for Python 3.9 and newer expects no older one."""


def platform_tag(program: Path) -> str:
    """The tag, or several with dots between them.

    :raises ValueError: when the file is no program for a platform that wheels are made for
    """
    with program.open("rb") as file:
        magic = file.read(4)
        file.seek(0)
        if magic == b"\x7fELF":
            return _linux(file, program)
        if magic[:2] == b"MZ":
            return _windows(file, program)
        if magic == struct.pack("<I", MACH_O_MAGIC):
            return _macos(file, program)
    raise ValueError(f"{program} is no program for Linux, macOS or Windows")


def _linux(file: BinaryIO, program: Path) -> str:
    elf = ELFFile(file)
    machine = ELF_MACHINES.get(elf["e_machine"])
    if machine is None:
        raise ValueError(f"{program} is for a machine that wheels are not made for: {elf['e_machine']}")
    loader = next((it.get_interp_name() for it in elf.iter_segments() if isinstance(it, InterpSegment)), None)
    if loader is None:
        # Without a loader it needs no library of the system.
        return f"{_manylinux(OLDEST_GLIBC, machine)}.musllinux_1_1_{machine}"
    if "musl" in loader:
        return f"musllinux_1_2_{machine}"
    return _manylinux(max(OLDEST_GLIBC, *_glibc_versions(elf)), machine)


def _glibc_versions(elf: ELFFile) -> list[tuple[int, int]]:
    """Versions of glibc whose symbols the program uses."""
    versions = []
    for section in elf.iter_sections():
        if isinstance(section, GNUVerNeedSection):
            names = [needed.name for _, needs in section.iter_versions() for needed in needs]
            found = (re.fullmatch(r"GLIBC_(\d+)\.(\d+)(?:\.\d+)?", name) for name in names)
            versions += [(int(it[1]), int(it[2])) for it in found if it]
    if not versions:
        raise ValueError("the program is linked dynamically and needs no version of glibc")
    return versions


def _manylinux(glibc: tuple[int, int], machine: str) -> str:
    return f"manylinux_{glibc[0]}_{glibc[1]}_{machine}"


def _windows(file: BinaryIO, program: Path) -> str:
    file.seek(0x3C)
    (header,) = struct.unpack("<I", file.read(4))
    file.seek(header)
    signature, machine = struct.unpack("<4sH", file.read(6))
    if signature != b"PE\0\0" or machine not in PE_MACHINES:
        raise ValueError(f"{program} is for no Windows that wheels are made for")
    return PE_MACHINES[machine]


def _macos(file: BinaryIO, program: Path) -> str:
    _, cpu, _, _, count, _, _, _ = struct.unpack("<8I", file.read(32))
    if cpu not in MACH_O_MACHINES:
        raise ValueError(f"{program} is for a Mac that wheels are not made for")
    for _ in range(count):
        command, size = struct.unpack("<2I", file.read(8))
        rest = file.read(size - 8)
        if command in (LC_BUILD_VERSION, LC_VERSION_MIN_MACOSX):
            (version,) = struct.unpack_from("<I", rest, 4 if command == LC_BUILD_VERSION else 0)
            major, minor = version >> 16, version >> 8 & 0xFF
            # Since macOS 11 pip knows major versions alone.
            minor = 0 if major > 10 else minor
            return f"macosx_{major}_{minor}_{MACH_O_MACHINES[cpu]}"
    raise ValueError(f"{program} does not say which macOS it needs")
