"""Starts and steers fake-twilio, an emulator of Twilio Conversations and Video, from tests."""

from . import schemas
from ._binary import find_binary
from ._emulator import Account, Emulator
from ._fake_twilio import FakeTwilio
from ._groups import Act, Clock, Fault, Faults, Journal
from ._operations import Operations
from .credentials import Credentials
from .errors import BinaryNotFoundError, ControlError, FakeTwilioError, StartError, WaitError

__all__ = [
    "Account",
    "Act",
    "BinaryNotFoundError",
    "Clock",
    "ControlError",
    "Credentials",
    "Emulator",
    "FakeTwilio",
    "FakeTwilioError",
    "Fault",
    "Faults",
    "Journal",
    "Operations",
    "StartError",
    "WaitError",
    "find_binary",
    "schemas",
]
