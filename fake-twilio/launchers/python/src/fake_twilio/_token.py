"""Access tokens, as Twilio's libraries mint them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any, Dict, Mapping, Optional

from .credentials import Credentials


def mint(
    credentials: Credentials,
    identity: str,
    *,
    now: int,
    ttl: int,
    chat_service_sid: str,
    room: Optional[str],
) -> str:
    """A JSON Web Token (RFC 7519) with Twilio's grants, signed with the secret of the API key."""
    video: Dict[str, Any] = {} if room is None else {"room": room}
    claims = {
        "jti": f"{credentials.api_key_sid}-{now}",
        "iss": credentials.api_key_sid,
        "sub": credentials.account_sid,
        "iat": now,
        "exp": now + ttl,
        "grants": {"identity": identity, "chat": {"service_sid": chat_service_sid}, "video": video},
    }
    header = {"typ": "JWT", "alg": "HS256", "cty": "twilio-fpa;v=1"}
    signed = f"{_part(header)}.{_part(claims)}"
    key = credentials.api_key_secret.encode()
    signature = hmac.new(key, signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{_base64(signature)}"


def _part(members: Mapping[str, Any]) -> str:
    return _base64(json.dumps(members, separators=(",", ":")).encode())


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
