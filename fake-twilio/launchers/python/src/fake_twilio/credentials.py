"""What an application signs in with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, Mapping


@dataclass(frozen=True)
class Credentials:
    """Those of an account of the emulator; the defaults are those of the account that it is started with."""

    account_sid: str = "AC" + 32 * "0"
    auth_token: str = field(default="not-a-real-auth-token", repr=False)
    api_key_sid: str = "SK" + 32 * "0"
    api_key_secret: str = field(default="not-a-real-secret", repr=False)
    chat_service_sid: str = "IS" + 32 * "0"

    @classmethod
    def of(cls, members: Mapping[str, Any]) -> Credentials:
        """Reads them from a ready file, or from an answer of the control API."""
        return cls(**{name: str(members[name]) for name in cls.__dataclass_fields__})

    @property
    def environment(self) -> Dict[str, str]:
        """The variables in which applications look for them."""
        return {
            "TWILIO_ACCOUNT_SID": self.account_sid,
            "TWILIO_AUTH_TOKEN": self.auth_token,
            "TWILIO_API_KEY": self.api_key_sid,
            "TWILIO_API_KEY_SID": self.api_key_sid,
            "TWILIO_API_SECRET": self.api_key_secret,
            "TWILIO_API_KEY_SECRET": self.api_key_secret,
            "TWILIO_CHAT_SERVICE_SID": self.chat_service_sid,
            "TWILIO_CONVERSATIONS_SERVICE_SID": self.chat_service_sid,
        }
