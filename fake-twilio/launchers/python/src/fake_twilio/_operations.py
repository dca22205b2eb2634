"""A method for every operation of the control API; generated from its OpenAPI document."""

from __future__ import annotations

from typing import Any, Dict, List, Literal, Optional, Union, cast

from . import schemas
from ._transport import Transport


class Operations:
    """The operations of the control API, each named as in the OpenAPI document.

    They raise :class:`fake_twilio.ControlError` when the emulator refuses them.
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def fetch_health(
        self,
    ) -> schemas.Health:
        """Says that the emulator runs, and what is in it."""
        answer = self._transport.send(
            "GET",
            "/health",
        )
        return cast("schemas.Health", answer)

    def fetch_open_api(
        self,
    ) -> Dict[str, Any]:
        """This document."""
        answer = self._transport.send(
            "GET",
            "/openapi.json",
        )
        return cast("Dict[str, Any]", answer)

    def fetch_clock(
        self,
    ) -> schemas.Clock:
        """Reads the clock, which all accounts share."""
        answer = self._transport.send(
            "GET",
            "/clock",
        )
        return cast("schemas.Clock", answer)

    def move_clock(
        self,
        *,
        millis: int,
    ) -> schemas.Clock:
        """Moves the clock on, as clock/advance does."""
        answer = self._transport.send(
            "POST",
            "/clock",
            body={
                "millis": millis,
            },
        )
        return cast("schemas.Clock", answer)

    def advance_clock(
        self,
        *,
        millis: int,
    ) -> schemas.Clock:
        """Moves the clock on."""
        answer = self._transport.send(
            "POST",
            "/clock/advance",
            body={
                "millis": millis,
            },
        )
        return cast("schemas.Clock", answer)

    def freeze_clock(
        self,
    ) -> schemas.Clock:
        """Lets the clock stand."""
        answer = self._transport.send(
            "POST",
            "/clock/freeze",
            body={},
        )
        return cast("schemas.Clock", answer)

    def set_clock(
        self,
        *,
        now: str,
    ) -> schemas.Clock:
        """Moves the clock on to a moment."""
        answer = self._transport.send(
            "POST",
            "/clock/set",
            body={
                "now": now,
            },
        )
        return cast("schemas.Clock", answer)

    def run_clock(
        self,
        *,
        speed: int,
    ) -> schemas.Clock:
        """Lets the clock run so many times as fast as the machine's."""
        answer = self._transport.send(
            "POST",
            "/clock/run",
            body={
                "speed": speed,
            },
        )
        return cast("schemas.Clock", answer)

    def list_accounts(
        self,
    ) -> schemas.ListAccountsAnswer:
        """Lists the accounts, without secrets."""
        answer = self._transport.send(
            "GET",
            "/accounts",
        )
        return cast("schemas.ListAccountsAnswer", answer)

    def create_account(
        self,
        body: schemas.NewAccount,
    ) -> schemas.OpenedAccount:
        """Opens one more account, isolated from all others."""
        answer = self._transport.send(
            "POST",
            "/accounts",
            body=body,
        )
        return cast("schemas.OpenedAccount", answer)

    def delete_account(
        self,
        account_sid: str,
    ) -> None:
        """Removes an account with everything in it, and closes its chat connections."""
        self._transport.send(
            "DELETE",
            f"/accounts/{Transport.quoted(account_sid)}",
        )

    def act(
        self,
        verb: Literal["send", "edit", "remove", "read", "type", "join", "leave", "reachability"],
        *,
        identity: str,
        account_sid: Optional[str] = None,
        chat_service_sid: Optional[str] = None,
        conversation: Optional[str] = None,
        message_sid: Optional[str] = None,
        body: Optional[str] = None,
        attributes: Any = None,
        index: Optional[int] = None,
        online: Optional[bool] = None,
    ) -> Optional[Dict[str, Any]]:
        """Acts as the SDK of a user."""
        answer = self._transport.send(
            "POST",
            f"/act/{Transport.quoted(verb)}",
            body={
                "identity": identity,
                "account_sid": account_sid,
                "chat_service_sid": chat_service_sid,
                "conversation": conversation,
                "message_sid": message_sid,
                "body": body,
                "attributes": attributes,
                "index": index,
                "online": online,
            },
        )
        return cast("Optional[Dict[str, Any]]", answer)

    def disconnect_clients(
        self,
        *,
        account_sid: Optional[str] = None,
        identity: Optional[str] = None,
        service_sid: Optional[str] = None,
        status: Optional[int] = None,
        description: Optional[str] = None,
        error_code: Optional[int] = None,
        backoff_ms: Optional[int] = None,
    ) -> schemas.DisconnectClientsAnswer:
        """Closes connections of chat clients with a Twilsock status."""
        answer = self._transport.send(
            "POST",
            "/clients/disconnect",
            body={
                "account_sid": account_sid,
                "identity": identity,
                "service_sid": service_sid,
                "status": status,
                "description": description,
                "error_code": error_code,
                "backoff_ms": backoff_ms,
            },
        )
        return cast("schemas.DisconnectClientsAnswer", answer)

    def drop_clients(
        self,
        *,
        account_sid: Optional[str] = None,
        identity: Optional[str] = None,
        service_sid: Optional[str] = None,
        for_ms: Optional[int] = None,
    ) -> schemas.DropClientsAnswer:
        """Drops connections of chat clients without a close frame, like a pulled cable."""
        answer = self._transport.send(
            "POST",
            "/clients/drop",
            body={
                "account_sid": account_sid,
                "identity": identity,
                "service_sid": service_sid,
                "for_ms": for_ms,
            },
        )
        return cast("schemas.DropClientsAnswer", answer)

    def reset(
        self,
        *,
        account_sid: Optional[str] = None,
        disconnect: Optional[bool] = None,
        journal: Optional[bool] = None,
        faults: Optional[bool] = None,
        clock: Optional[bool] = None,
    ) -> schemas.ResetAnswer:
        """Takes one account, or all, back to the seed document or to empty."""
        answer = self._transport.send(
            "POST",
            "/reset",
            body={
                "account_sid": account_sid,
                "disconnect": disconnect,
                "journal": journal,
                "faults": faults,
                "clock": clock,
            },
        )
        return cast("schemas.ResetAnswer", answer)

    def export(
        self,
        *,
        account_sid: Optional[str] = None,
        secrets: Optional[bool] = None,
        as_: Optional[Literal["archive", "seed"]] = None,
    ) -> bytes:
        """Writes one account, or all, as an archive."""
        answer = self._transport.send_for_bytes(
            "GET",
            "/export",
            query={
                "account_sid": account_sid,
                "secrets": secrets,
                "as": as_,
            },
        )
        return answer

    def import_(
        self,
        body: bytes,
        *,
        disconnect: Optional[bool] = None,
    ) -> schemas.ImportAnswer:
        """Lets the accounts of an archive be as they are in it."""
        answer = self._transport.send(
            "POST",
            "/import",
            query={
                "disconnect": disconnect,
            },
            body=body,
            media_type="application/x-ndjson",
        )
        return cast("schemas.ImportAnswer", answer)

    def list_snapshots(
        self,
    ) -> schemas.ListSnapshotsAnswer:
        """Lists the snapshots."""
        answer = self._transport.send(
            "GET",
            "/snapshots",
        )
        return cast("schemas.ListSnapshotsAnswer", answer)

    def take_snapshot(
        self,
        name: str,
        *,
        account_sid: Optional[str] = None,
    ) -> schemas.Snapshot:
        """Takes a snapshot of one account, or of all, in the place of one with the same name."""
        answer = self._transport.send(
            "POST",
            f"/snapshots/{Transport.quoted(name)}",
            body={
                "account_sid": account_sid,
            },
        )
        return cast("schemas.Snapshot", answer)

    def delete_snapshot(
        self,
        name: str,
    ) -> None:
        """Removes a snapshot."""
        self._transport.send(
            "DELETE",
            f"/snapshots/{Transport.quoted(name)}",
        )

    def restore_snapshot(
        self,
        name: str,
        *,
        disconnect: Optional[bool] = None,
    ) -> schemas.RestoreSnapshotAnswer:
        """Lets the accounts of a snapshot be as they were."""
        answer = self._transport.send(
            "POST",
            f"/snapshots/{Transport.quoted(name)}/restore",
            body={
                "disconnect": disconnect,
            },
        )
        return cast("schemas.RestoreSnapshotAnswer", answer)

    def list_webhook_deliveries(
        self,
        *,
        account_sid: Optional[str] = None,
        limit: Optional[int] = None,
    ) -> schemas.ListWebhookDeliveriesAnswer:
        """Lists the latest calls to an account's webhooks and status callbacks."""
        answer = self._transport.send(
            "GET",
            "/webhooks",
            query={
                "account_sid": account_sid,
                "limit": limit,
            },
        )
        return cast("schemas.ListWebhookDeliveriesAnswer", answer)

    def load_seed(
        self,
        body: schemas.SeedDocument,
        *,
        account_sid: Optional[str] = None,
    ) -> schemas.LoadSeedAnswer:
        """Loads a seed document."""
        answer = self._transport.send(
            "POST",
            "/seed",
            query={
                "account_sid": account_sid,
            },
            body=body,
        )
        return cast("schemas.LoadSeedAnswer", answer)

    def seed_video_participant(
        self,
        *,
        room: str,
        identity: str,
        account_sid: Optional[str] = None,
        tracks: Optional[List[schemas.SeedVideoParticipantTrack]] = None,
    ) -> schemas.SeedVideoParticipantAnswer:
        """Adds a participant without a client to a video room."""
        answer = self._transport.send(
            "POST",
            "/seed/video/participants",
            body={
                "room": room,
                "identity": identity,
                "account_sid": account_sid,
                "tracks": tracks,
            },
        )
        return cast("schemas.SeedVideoParticipantAnswer", answer)

    def seed_binding(
        self,
        *,
        identity: str,
        binding_type: str,
        account_sid: Optional[str] = None,
        chat_service_sid: Optional[str] = None,
        address: Optional[str] = None,
        credential_sid: Optional[str] = None,
        message_types: Optional[List[str]] = None,
    ) -> schemas.SeededSid:
        """Registers a device for push notifications."""
        answer = self._transport.send(
            "POST",
            "/seed/conversations/bindings",
            body={
                "identity": identity,
                "binding_type": binding_type,
                "account_sid": account_sid,
                "chat_service_sid": chat_service_sid,
                "address": address,
                "credential_sid": credential_sid,
                "message_types": message_types,
            },
        )
        return cast("schemas.SeededSid", answer)

    def seed_content_template(
        self,
        *,
        friendly_name: str,
        types: Dict[str, Dict[str, Any]],
        account_sid: Optional[str] = None,
        variables: Optional[Dict[str, str]] = None,
    ) -> schemas.SeededSid:
        """Makes a content template."""
        answer = self._transport.send(
            "POST",
            "/seed/conversations/content-templates",
            body={
                "friendly_name": friendly_name,
                "types": types,
                "account_sid": account_sid,
                "variables": variables,
            },
        )
        return cast("schemas.SeededSid", answer)

    def seed_receipt(
        self,
        *,
        conversation_sid: str,
        message_sid: str,
        participant_sid: str,
        status: Literal["sent", "delivered", "failed", "read", "undelivered"],
        account_sid: Optional[str] = None,
        chat_service_sid: Optional[str] = None,
        error_code: Optional[int] = None,
    ) -> schemas.SeededSid:
        """Updates the receipt of a message to a phone."""
        answer = self._transport.send(
            "POST",
            "/seed/conversations/receipts",
            body={
                "conversation_sid": conversation_sid,
                "message_sid": message_sid,
                "participant_sid": participant_sid,
                "status": status,
                "account_sid": account_sid,
                "chat_service_sid": chat_service_sid,
                "error_code": error_code,
            },
        )
        return cast("schemas.SeededSid", answer)

    def seed_channel_metadata(
        self,
        *,
        conversation_sid: str,
        message_sid: str,
        type: str,
        data: Any,
        account_sid: Optional[str] = None,
        chat_service_sid: Optional[str] = None,
    ) -> schemas.SeededSid:
        """Gives a message the metadata of a channel."""
        answer = self._transport.send(
            "POST",
            "/seed/conversations/channel-metadata",
            body={
                "conversation_sid": conversation_sid,
                "message_sid": message_sid,
                "type": type,
                "data": data,
                "account_sid": account_sid,
                "chat_service_sid": chat_service_sid,
            },
        )
        return cast("schemas.SeededSid", answer)

    def seed_message_recipients(
        self,
        *,
        conversation_sid: str,
        message_sid: str,
        recipients: List[schemas.SeedMessageRecipientsRecipient],
        account_sid: Optional[str] = None,
        chat_service_sid: Optional[str] = None,
    ) -> schemas.SeededSid:
        """Gives a message recipients of an e-mail."""
        answer = self._transport.send(
            "POST",
            "/seed/conversations/message-recipients",
            body={
                "conversation_sid": conversation_sid,
                "message_sid": message_sid,
                "recipients": recipients,
                "account_sid": account_sid,
                "chat_service_sid": chat_service_sid,
            },
        )
        return cast("schemas.SeededSid", answer)

    def list_faults(
        self,
        *,
        account_sid: Optional[str] = None,
    ) -> schemas.ListFaultsAnswer:
        """Lists the rules of faults, oldest first."""
        answer = self._transport.send(
            "GET",
            "/faults",
            query={
                "account_sid": account_sid,
            },
        )
        return cast("schemas.ListFaultsAnswer", answer)

    def create_fault(
        self,
        *,
        effect: schemas.FaultEffect,
        match: Optional[schemas.FaultMatch] = None,
        count: Optional[int] = None,
        seed: Optional[int] = None,
    ) -> schemas.FaultRule:
        """Adds a rule: what is broken on purpose, when, and how often."""
        answer = self._transport.send(
            "POST",
            "/faults",
            body={
                "effect": effect,
                "match": match,
                "count": count,
                "seed": seed,
            },
        )
        return cast("schemas.FaultRule", answer)

    def delete_faults(
        self,
        *,
        account_sid: Optional[str] = None,
    ) -> schemas.DeleteFaultsAnswer:
        """Deletes rules."""
        answer = self._transport.send(
            "DELETE",
            "/faults",
            query={
                "account_sid": account_sid,
            },
        )
        return cast("schemas.DeleteFaultsAnswer", answer)

    def fetch_fault(
        self,
        id: int,
    ) -> schemas.FaultRule:
        """Answers a rule, and how often it has acted."""
        answer = self._transport.send(
            "GET",
            f"/faults/{Transport.quoted(id)}",
        )
        return cast("schemas.FaultRule", answer)

    def delete_fault(
        self,
        id: int,
    ) -> None:
        """Deletes a rule; messages that it holds back go on."""
        self._transport.send(
            "DELETE",
            f"/faults/{Transport.quoted(id)}",
        )

    def list_journal(
        self,
        *,
        side: Optional[schemas.Side] = None,
        direction: Optional[Literal["in", "out"]] = None,
        method: Optional[str] = None,
        path: Optional[str] = None,
        operation: Optional[str] = None,
        status: Optional[int] = None,
        account_sid: Optional[str] = None,
        identity: Optional[str] = None,
        event: Optional[str] = None,
        rule: Optional[int] = None,
        contains: Optional[str] = None,
        after: Optional[int] = None,
        limit: Optional[int] = None,
    ) -> schemas.Found:
        """Lists the latest entries of the journal."""
        answer = self._transport.send(
            "GET",
            "/journal",
            query={
                "side": side,
                "direction": direction,
                "method": method,
                "path": path,
                "operation": operation,
                "status": status,
                "account_sid": account_sid,
                "identity": identity,
                "event": event,
                "rule": rule,
                "contains": contains,
                "after": after,
                "limit": limit,
            },
        )
        return cast("schemas.Found", answer)

    def find_in_journal(
        self,
        *,
        match: Optional[schemas.Match] = None,
        after: Optional[int] = None,
        limit: Optional[int] = None,
    ) -> schemas.Found:
        """Lists the first matching entries behind a number."""
        answer = self._transport.send(
            "POST",
            "/journal/find",
            body={
                "match": match,
                "after": after,
                "limit": limit,
            },
        )
        return cast("schemas.Found", answer)

    def count_in_journal(
        self,
        *,
        match: Optional[schemas.Match] = None,
        after: Optional[int] = None,
        limit: Optional[int] = None,
    ) -> schemas.CountInJournalAnswer:
        """Counts matching entries."""
        answer = self._transport.send(
            "POST",
            "/journal/count",
            body={
                "match": match,
                "after": after,
                "limit": limit,
            },
        )
        return cast("schemas.CountInJournalAnswer", answer)

    def wait_for_journal(
        self,
        *,
        match: Optional[schemas.Match] = None,
        after: Optional[int] = None,
        count: Optional[int] = None,
        timeout_ms: Optional[int] = None,
    ) -> schemas.Found:
        """Waits until so many entries match."""
        answer = self._transport.send(
            "POST",
            "/journal/wait",
            body={
                "match": match,
                "after": after,
                "count": count,
                "timeout_ms": timeout_ms,
            },
        )
        return cast("schemas.Found", answer)

    def clear_journal(
        self,
    ) -> schemas.ClearJournalAnswer:
        """Drops all entries; numbers go on."""
        answer = self._transport.send(
            "POST",
            "/journal/clear",
            body={},
        )
        return cast("schemas.ClearJournalAnswer", answer)

    def list_unknown_paths(
        self,
    ) -> schemas.ListUnknownPathsAnswer:
        """Lists paths of REST that lead nowhere, each with the nearest operation."""
        answer = self._transport.send(
            "GET",
            "/journal/unknown",
        )
        return cast("schemas.ListUnknownPathsAnswer", answer)

    def export_har(
        self,
        *,
        side: Optional[schemas.Side] = None,
        direction: Optional[Literal["in", "out"]] = None,
        method: Optional[str] = None,
        path: Optional[str] = None,
        operation: Optional[str] = None,
        status: Optional[int] = None,
        account_sid: Optional[str] = None,
        identity: Optional[str] = None,
        event: Optional[str] = None,
        rule: Optional[int] = None,
        contains: Optional[str] = None,
        after: Optional[int] = None,
    ) -> schemas.ExportHarAnswer:
        """Exports REST and media as an HTTP Archive 1.2."""
        answer = self._transport.send(
            "GET",
            "/journal/har",
            query={
                "side": side,
                "direction": direction,
                "method": method,
                "path": path,
                "operation": operation,
                "status": status,
                "account_sid": account_sid,
                "identity": identity,
                "event": event,
                "rule": rule,
                "contains": contains,
                "after": after,
            },
        )
        return cast("schemas.ExportHarAnswer", answer)
