"""What the control API takes and answers; generated from its OpenAPI document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, List, Literal, Optional, TypedDict, Union

if TYPE_CHECKING:
    from typing_extensions import NotRequired


class Error(TypedDict):
    code: int
    """Twilio's error number."""
    message: str
    status: int
    more_info: NotRequired[str]


class Health(TypedDict):
    status: Literal["ok"]
    version: str
    uptime_s: int
    """Real seconds since the start."""
    now: str
    """What the clock shows."""
    clock_speed: int
    """0 when the clock stands."""
    accounts: int
    conversations: int
    rooms: int
    """Video rooms in progress."""
    chat_clients: int
    journal_entries: int


class Clock(TypedDict):
    now: str
    frozen: bool
    speed: int
    """How many times as fast as the machine's it runs; 0 when it stands."""


class NewAccount(TypedDict):
    """What is left out is drawn."""

    account_sid: NotRequired[str]
    auth_token: NotRequired[str]
    api_key_sid: NotRequired[str]
    api_key_secret: NotRequired[str]
    chat_service_sid: NotRequired[str]


class OpenedAccount(TypedDict):
    account_sid: str
    auth_token: str
    api_key_sid: str
    api_key_secret: str
    chat_service_sid: str


class Snapshot(TypedDict):
    name: str
    date_created: str
    account_sids: List[str]


class Match(TypedDict):
    """An entry has to have all members that are there."""

    side: NotRequired[Side]
    direction: NotRequired[Literal["in", "out"]]
    method: NotRequired[str]
    """Of HTTP, or of Twilsock where a frame carries no request."""
    path: NotRequired[str]
    """`*` stands for any text, `?` for a character."""
    operation: NotRequired[str]
    """Such as CreateConversationMessage."""
    status: NotRequired[int]
    account_sid: NotRequired[str]
    identity: NotRequired[str]
    event: NotRequired[str]
    """Of a webhook or of Sync, or type of a signaling message."""
    rule: NotRequired[int]
    """Number of the rule whose fault acted."""
    contains: NotRequired[str]
    """A text that occurs in a body."""
    body: NotRequired[Any]
    """Members that the body of a request, push or message has."""


class Part(TypedDict):
    headers: Dict[str, str]
    body: NotRequired[Any]


class EntryFault(TypedDict):
    """The fault that acted on it."""

    rule: NotRequired[int]
    """None when the request brought the effect along."""
    effect: FaultEffect


class Entry(TypedDict):
    id: int
    at: str
    side: Side
    direction: NotRequired[Literal["in", "out"]]
    connection: NotRequired[int]
    account_sid: NotRequired[str]
    identity: NotRequired[str]
    method: NotRequired[str]
    path: NotRequired[str]
    query: NotRequired[str]
    operation: NotRequired[str]
    event: NotRequired[str]
    status: NotRequired[int]
    took_us: NotRequired[int]
    fault: NotRequired[EntryFault]
    """The fault that acted on it."""
    request: NotRequired[Part]
    response: NotRequired[Part]
    header: NotRequired[Any]
    body: NotRequired[Any]


class Found(TypedDict):
    entries: List[Entry]
    """Oldest first."""
    next_after: NotRequired[int]
    """The number behind which there is more; absent at the end."""
    last_id: int
    """The number of the latest entry."""


class FaultMatch(TypedDict):
    """A request or message has to have all members that are there."""

    side: NotRequired[Side]
    direction: NotRequired[Literal["in", "out"]]
    method: NotRequired[str]
    """Of HTTP, or of Twilsock where a frame carries no request."""
    path: NotRequired[str]
    """`*` stands for any text, `?` for a character."""
    operation: NotRequired[str]
    """Such as CreateConversationMessage."""
    account_sid: NotRequired[str]
    identity: NotRequired[str]
    event: NotRequired[str]
    """Of a webhook or of Sync, type of a signaling message, or upgrade."""
    contains: NotRequired[str]
    """A text that occurs in the body of a message or webhook."""
    nth: NotRequired[int]
    """Which of the matches; all of them unless given."""
    probability: NotRequired[float]
    """How likely each of them suffers; always unless given."""


class FaultEffectDelay0(TypedDict):
    type: Literal["fixed"]
    ms: int


class FaultEffectDelay1(TypedDict):
    type: Literal["uniform"]
    lower_ms: int
    upper_ms: int


class FaultEffectDelay2(TypedDict):
    type: Literal["lognormal"]
    median_ms: int
    sigma: float


class FaultEffectHold(TypedDict):
    """How long a message is held back while later ones pass."""

    ms: NotRequired[int]
    messages: NotRequired[int]


class FaultEffect(TypedDict):
    """A delay, an action, or both; of status, fault, close_code, hold, reorder_candidates and bytes_per_second there is one at most."""

    delay: NotRequired[Union[FaultEffectDelay0, FaultEffectDelay1, FaultEffectDelay2]]
    """Time that passes first, by the emulator's clock."""
    at: NotRequired[Literal["request", "answer"]]
    """Whether it acts before the request is carried out, or on its answer."""
    status: NotRequired[int]
    """Status of an error answer."""
    code: NotRequired[int]
    """Twilio's number of the error."""
    message: NotRequired[str]
    retry_after_s: NotRequired[int]
    """Seconds that the client is to wait."""
    fault: NotRequired[Literal["connection_reset", "empty_answer", "malformed_answer", "half_open"]]
    close_code: NotRequired[int]
    """Code with which a WebSocket is closed."""
    hold: NotRequired[FaultEffectHold]
    """How long a message is held back while later ones pass."""
    reorder_candidates: NotRequired[bool]
    """Whether the ICE candidates of a signaling message change places."""
    bytes_per_second: NotRequired[int]


class NewFaultRule(TypedDict):
    match: NotRequired[FaultMatch]
    effect: FaultEffect
    count: NotRequired[int]
    """How often it acts before it ends."""
    seed: NotRequired[int]
    """Where its chance comes from; its number unless given."""


class FaultRule(TypedDict):
    id: int
    match: FaultMatch
    effect: FaultEffect
    count: NotRequired[int]
    """How often it acts before it ends."""
    seed: int
    """Where its chance comes from; its number unless given."""
    matched: int
    """How often something matched."""
    acted: int
    ended: bool


class Delivery(TypedDict):
    account_sid: str
    event: str
    method: str
    url: str
    attempts: int
    outcome: Literal["answered", "unreachable", "unanswered", "misdirected", "redirected", "dropped"]
    status: NotRequired[Optional[int]]
    error_code: NotRequired[Optional[int]]
    date_started: str
    date_ended: str


class SeededSid(TypedDict):
    account_sid: str
    sid: str


class SeedDocument(TypedDict):
    """What an account holds; members have the names and meanings of Twilio's REST API."""

    accounts: NotRequired[List[SeedAccount]]
    webhooks: NotRequired[SeedWebhooks]
    services: NotRequired[List[SeedService]]
    addresses: NotRequired[List[SeedAddress]]
    content_templates: NotRequired[List[Dict[str, Any]]]
    roles: NotRequired[List[SeedRole]]
    users: NotRequired[List[SeedUser]]
    conversations: NotRequired[List[SeedConversation]]
    rooms: NotRequired[List[SeedRoom]]


class SeedAccount(TypedDict):
    account_sid: NotRequired[str]
    auth_token: NotRequired[str]
    api_key_sid: NotRequired[str]
    api_key_secret: NotRequired[str]
    chat_service_sid: NotRequired[str]
    contents: NotRequired[SeedDocument]


class SeedService(TypedDict):
    sid: NotRequired[str]
    """Drawn if left out."""
    friendly_name: str
    webhooks: NotRequired[SeedWebhooks]
    roles: NotRequired[List[SeedRole]]
    users: NotRequired[List[SeedUser]]
    conversations: NotRequired[List[SeedConversation]]


class SeedWebhooks(TypedDict):
    pre_webhook_url: NotRequired[str]
    post_webhook_url: NotRequired[str]
    method: NotRequired[str]
    filters: NotRequired[List[str]]


class SeedRole(TypedDict):
    friendly_name: str
    type: Literal["conversation", "service"]
    permissions: List[str]


class SeedUser(TypedDict):
    identity: str
    friendly_name: NotRequired[str]
    attributes: NotRequired[Any]
    role: NotRequired[str]
    """Name of a role of the document or of the service."""


class SeedConversation(TypedDict):
    sid: NotRequired[str]
    """Drawn if left out."""
    unique_name: NotRequired[str]
    friendly_name: NotRequired[str]
    attributes: NotRequired[Any]
    state: NotRequired[Literal["active", "inactive", "closed"]]
    date_created: NotRequired[str]
    date_updated: NotRequired[str]
    participants: NotRequired[List[Union[str, SeedParticipant]]]
    messages: NotRequired[List[SeedMessage]]
    webhooks: NotRequired[List[SeedConversationWebhook]]


class SeedParticipant(TypedDict):
    identity: NotRequired[str]
    address: NotRequired[str]
    proxy_address: NotRequired[str]
    projected_address: NotRequired[str]
    attributes: NotRequired[Any]
    role: NotRequired[str]
    last_read_message_index: NotRequired[int]
    date_created: NotRequired[str]


class SeedMessage(TypedDict):
    author: NotRequired[str]
    body: NotRequired[str]
    attributes: NotRequired[Any]
    date_created: NotRequired[str]
    date_updated: NotRequired[str]
    media: NotRequired[List[SeedMedium]]


class SeedConversationWebhook(TypedDict):
    url: str
    method: NotRequired[str]
    filters: NotRequired[List[str]]
    triggers: NotRequired[List[str]]


class SeedRoom(TypedDict):
    unique_name: NotRequired[str]
    type: NotRequired[Literal["go", "peer-to-peer", "group-small", "group"]]
    max_participants: NotRequired[int]
    status_callback: NotRequired[str]


class SeedMedium(TypedDict):
    content_type: str
    filename: NotRequired[str]
    content: NotRequired[str]
    path: NotRequired[str]
    """File with its bytes in place of content; in a seed file only, and relative to it."""


class SeedAddressAutoCreation(TypedDict):
    enabled: NotRequired[bool]
    type: NotRequired[Literal["webhook", "default"]]
    conversation_service_sid: NotRequired[str]
    webhook_url: NotRequired[str]
    webhook_method: NotRequired[str]
    webhook_filters: NotRequired[List[str]]


class SeedAddress(TypedDict):
    type: str
    address: str
    friendly_name: NotRequired[str]
    address_country: NotRequired[str]
    auto_creation: NotRequired[SeedAddressAutoCreation]


class ListAccountsAnswerAccount(TypedDict):
    account_sid: str
    chat_service_sid: Optional[str]


class ListAccountsAnswer(TypedDict):
    accounts: List[ListAccountsAnswerAccount]


class DisconnectClientsAnswer(TypedDict):
    account_sid: str
    disconnected: int


class DropClientsAnswer(TypedDict):
    account_sid: str
    dropped: int


class ResetAnswer(TypedDict):
    account_sids: List[str]
    disconnected: int


class ImportAnswer(TypedDict):
    account_sids: List[str]
    disconnected: int


class ListSnapshotsAnswer(TypedDict):
    snapshots: List[Snapshot]


class RestoreSnapshotAnswer(TypedDict):
    account_sids: List[str]
    disconnected: int


class ListWebhookDeliveriesAnswer(TypedDict):
    account_sid: str
    deliveries: List[Delivery]
    """Newest first."""


class LoadSeedAnswer(TypedDict):
    account_sid: str
    accounts: List[OpenedAccount]


class SeedVideoParticipantTrack(TypedDict):
    kind: Literal["audio", "video", "data"]
    name: str


class SeedVideoParticipantAnswerTrack(TypedDict):
    sid: str
    kind: str
    name: str


class SeedVideoParticipantAnswer(TypedDict):
    account_sid: str
    participant_sid: str
    room_sid: str
    tracks: List[SeedVideoParticipantAnswerTrack]


class SeedMessageRecipientsRecipient(TypedDict):
    type: NotRequired[str]
    level: str
    name: str
    address: str


class ListFaultsAnswer(TypedDict):
    faults: List[FaultRule]


class DeleteFaultsAnswer(TypedDict):
    deleted: int


class CountInJournalAnswer(TypedDict):
    count: int
    last_id: int


class ClearJournalAnswer(TypedDict):
    cleared: int


class ListUnknownPathsAnswerUnknownNearest(TypedDict):
    operation: str
    method: str
    path: str


class ListUnknownPathsAnswerUnknown(TypedDict):
    method: str
    path: str
    count: int
    nearest: Optional[ListUnknownPathsAnswerUnknownNearest]


class ListUnknownPathsAnswer(TypedDict):
    unknown: List[ListUnknownPathsAnswerUnknown]


class ExportHarAnswerLog(TypedDict):
    version: Literal["1.2"]
    creator: Dict[str, Any]
    entries: List[Dict[str, Any]]


class ExportHarAnswer(TypedDict):
    log: ExportHarAnswerLog


Side = Literal["rest", "twilsock", "sync", "media", "signaling", "webhook"]
