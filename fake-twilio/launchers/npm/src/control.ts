// Written by scripts/control-client.mjs from the OpenAPI document of the control API.
import type { Transport } from "./transport";

export interface Error {
  /** Twilio's error number */
  code: number;
  message: string;
  status: number;
  more_info?: string;
}

export interface Health {
  status: "ok";
  version: string;
  /** Real seconds since the start */
  uptime_s: number;
  /** What the clock shows */
  now: string;
  /** 0 when the clock stands */
  clock_speed: number;
  accounts: number;
  conversations: number;
  /** Video rooms in progress */
  rooms: number;
  chat_clients: number;
  journal_entries: number;
}

export interface Clock {
  now: string;
  frozen: boolean;
  /** How many times as fast as the machine's it runs; 0 when it stands */
  speed: number;
}

/** What is left out is drawn */
export interface NewAccount {
  account_sid?: string;
  auth_token?: string;
  api_key_sid?: string;
  api_key_secret?: string;
  chat_service_sid?: string;
}

export interface OpenedAccount {
  account_sid: string;
  auth_token: string;
  api_key_sid: string;
  api_key_secret: string;
  chat_service_sid: string;
}

export interface Snapshot {
  name: string;
  date_created: string;
  account_sids: string[];
}

export type Side = "rest" | "twilsock" | "sync" | "media" | "signaling" | "webhook";

/** An entry has to have all members that are there */
export interface Match {
  side?: Side;
  direction?: "in" | "out";
  /** Of HTTP, or of Twilsock where a frame carries no request */
  method?: string;
  /** `*` stands for any text, `?` for a character */
  path?: string;
  /** Such as CreateConversationMessage */
  operation?: string;
  status?: number;
  account_sid?: string;
  identity?: string;
  /** Of a webhook or of Sync, or type of a signaling message */
  event?: string;
  /** Number of the rule whose fault acted */
  rule?: number;
  /** A text that occurs in a body */
  contains?: string;
  /** Members that the body of a request, push or message has */
  body?: unknown;
}

export interface Part {
  headers: Record<string, string>;
  body?: unknown;
}

export interface Entry {
  id: number;
  at: string;
  side: Side;
  direction?: "in" | "out";
  connection?: number;
  account_sid?: string;
  identity?: string;
  method?: string;
  path?: string;
  query?: string;
  operation?: string;
  event?: string;
  status?: number;
  took_us?: number;
  /** The fault that acted on it */
  fault?: {
    /** None when the request brought the effect along */
    rule?: number;
    effect: FaultEffect;
  };
  request?: Part;
  response?: Part;
  header?: unknown;
  body?: unknown;
}

export interface Found {
  /** Oldest first */
  entries: Entry[];
  /** The number behind which there is more; absent at the end */
  next_after?: number;
  /** The number of the latest entry */
  last_id: number;
}

/** A request or message has to have all members that are there */
export interface FaultMatch {
  side?: Side;
  direction?: "in" | "out";
  /** Of HTTP, or of Twilsock where a frame carries no request */
  method?: string;
  /** `*` stands for any text, `?` for a character */
  path?: string;
  /** Such as CreateConversationMessage */
  operation?: string;
  account_sid?: string;
  identity?: string;
  /** Of a webhook or of Sync, type of a signaling message, or upgrade */
  event?: string;
  /** A text that occurs in the body of a message or webhook */
  contains?: string;
  /** Which of the matches; all of them unless given */
  nth?: number;
  /** How likely each of them suffers; always unless given */
  probability?: number;
}

/** A delay, an action, or both; of status, fault, close_code, hold, reorder_candidates and bytes_per_second there is one at most */
export interface FaultEffect {
  /** Time that passes first, by the emulator's clock */
  delay?: {
    type: "fixed";
    ms: number;
  } | {
    type: "uniform";
    lower_ms: number;
    upper_ms: number;
  } | {
    type: "lognormal";
    median_ms: number;
    sigma: number;
  };
  /** Whether it acts before the request is carried out, or on its answer */
  at?: "request" | "answer";
  /** Status of an error answer */
  status?: number;
  /** Twilio's number of the error */
  code?: number;
  message?: string;
  /** Seconds that the client is to wait */
  retry_after_s?: number;
  fault?: "connection_reset" | "empty_answer" | "malformed_answer" | "half_open";
  /** Code with which a WebSocket is closed */
  close_code?: number;
  /** How long a message is held back while later ones pass */
  hold?: {
    ms?: number;
    messages?: number;
  };
  /** Whether the ICE candidates of a signaling message change places */
  reorder_candidates?: boolean;
  bytes_per_second?: number;
}

export interface NewFaultRule {
  match?: FaultMatch;
  effect: FaultEffect;
  /** How often it acts before it ends */
  count?: number;
  /** Where its chance comes from; its number unless given */
  seed?: number;
}

export interface FaultRule {
  id: number;
  match: FaultMatch;
  effect: FaultEffect;
  /** How often it acts before it ends */
  count?: number;
  /** Where its chance comes from; its number unless given */
  seed: number;
  /** How often something matched */
  matched: number;
  acted: number;
  ended: boolean;
}

export interface Delivery {
  account_sid: string;
  event: string;
  method: string;
  url: string;
  attempts: number;
  outcome: "answered" | "unreachable" | "unanswered" | "misdirected" | "redirected" | "dropped";
  status?: number | null;
  error_code?: number | null;
  date_started: string;
  date_ended: string;
}

export interface SeededSid {
  account_sid: string;
  sid: string;
}

/** What an account holds; members have the names and meanings of Twilio's REST API */
export interface SeedDocument {
  accounts?: SeedAccount[];
  webhooks?: SeedWebhooks;
  services?: SeedService[];
  addresses?: SeedAddress[];
  content_templates?: Array<Record<string, unknown>>;
  roles?: SeedRole[];
  users?: SeedUser[];
  conversations?: SeedConversation[];
  rooms?: SeedRoom[];
}

export interface SeedAccount {
  account_sid?: string;
  auth_token?: string;
  api_key_sid?: string;
  api_key_secret?: string;
  chat_service_sid?: string;
  contents?: SeedDocument;
}

export interface SeedService {
  /** Drawn if left out */
  sid?: string;
  friendly_name: string;
  webhooks?: SeedWebhooks;
  roles?: SeedRole[];
  users?: SeedUser[];
  conversations?: SeedConversation[];
}

export interface SeedWebhooks {
  pre_webhook_url?: string;
  post_webhook_url?: string;
  method?: string;
  filters?: string[];
}

export interface SeedRole {
  friendly_name: string;
  type: "conversation" | "service";
  permissions: string[];
}

export interface SeedUser {
  identity: string;
  friendly_name?: string;
  attributes?: unknown;
  /** Name of a role of the document or of the service */
  role?: string;
}

export interface SeedConversation {
  /** Drawn if left out */
  sid?: string;
  unique_name?: string;
  friendly_name?: string;
  attributes?: unknown;
  state?: "active" | "inactive" | "closed";
  date_created?: string;
  date_updated?: string;
  participants?: Array<string | SeedParticipant>;
  messages?: SeedMessage[];
  webhooks?: SeedConversationWebhook[];
}

export interface SeedParticipant {
  identity?: string;
  address?: string;
  proxy_address?: string;
  projected_address?: string;
  attributes?: unknown;
  role?: string;
  last_read_message_index?: number;
  date_created?: string;
}

export interface SeedMessage {
  author?: string;
  body?: string;
  attributes?: unknown;
  date_created?: string;
  date_updated?: string;
  media?: SeedMedium[];
}

export interface SeedConversationWebhook {
  url: string;
  method?: string;
  filters?: string[];
  triggers?: string[];
}

export interface SeedRoom {
  unique_name?: string;
  type?: "go" | "peer-to-peer" | "group-small" | "group";
  max_participants?: number;
  status_callback?: string;
}

export interface SeedMedium {
  content_type: string;
  filename?: string;
  content?: string;
  /** File with its bytes in place of content; in a seed file only, and relative to it */
  path?: string;
}

export interface SeedAddress {
  type: string;
  address: string;
  friendly_name?: string;
  address_country?: string;
  auto_creation?: {
    enabled?: boolean;
    type?: "webhook" | "default";
    conversation_service_sid?: string;
    webhook_url?: string;
    webhook_method?: string;
    webhook_filters?: string[];
  };
}

/** What `POST /clock` takes. */
export interface MoveClockBody {
  /** Milliseconds */
  millis: number;
}

/** What `POST /clock/advance` takes. */
export interface AdvanceClockBody {
  /** Milliseconds */
  millis: number;
}

/** What `POST /clock/set` takes. */
export interface SetClockBody {
  now: string;
}

/** What `POST /clock/run` takes. */
export interface RunClockBody {
  speed: number;
}

/** The answer of `GET /accounts`. */
export interface ListAccountsAnswer {
  accounts: Array<{
    account_sid: string;
    chat_service_sid: string | null;
  }>;
}

/** What `POST /act/{verb}` takes. */
export interface ActBody {
  /** The account; the one that the emulator was started with unless named */
  account_sid?: string;
  /** The service; the account's default one unless named */
  chat_service_sid?: string;
  identity: string;
  /** SID or unique name */
  conversation?: string;
  message_sid?: string;
  body?: string;
  attributes?: unknown;
  index?: number;
  online?: boolean | null;
}

/** What `POST /clients/disconnect` takes. */
export interface DisconnectClientsBody {
  /** The account; the one that the emulator was started with unless named */
  account_sid?: string;
  /** Everybody's unless named */
  identity?: string;
  service_sid?: string;
  status?: number;
  description?: string;
  error_code?: number;
  backoff_ms?: number;
}

/** The answer of `POST /clients/disconnect`. */
export interface DisconnectClientsAnswer {
  account_sid: string;
  disconnected: number;
}

/** What `POST /clients/drop` takes. */
export interface DropClientsBody {
  /** The account; the one that the emulator was started with unless named */
  account_sid?: string;
  /** Everybody's unless named */
  identity?: string;
  service_sid?: string;
  /** How long new connections are dropped, too */
  for_ms?: number;
}

/** The answer of `POST /clients/drop`. */
export interface DropClientsAnswer {
  account_sid: string;
  dropped: number;
}

/** What `POST /reset` takes. */
export interface ResetBody {
  /** All accounts unless one is named */
  account_sid?: string;
  /** Whether chat clients are disconnected first */
  disconnect?: boolean;
  /** Whether the journal is cleared, too */
  journal?: boolean;
  /** Whether rules of faults are deleted, too; of an account those that name it */
  faults?: boolean;
  /** Whether the clock starts again, too */
  clock?: boolean;
}

/** The answer of `POST /reset`. */
export interface ResetAnswer {
  account_sids: string[];
  disconnected: number;
}

/** The query of `GET /export`. */
export interface ExportQuery {
  /** All accounts unless one is named */
  account_sid?: string;
  /** Whether auth tokens, secrets of API keys, addresses of devices and passwords in URLs are in it */
  secrets?: boolean;
  /** Whether everything is written, or what a seed document can say */
  as?: "archive" | "seed";
}

/** The query of `POST /import`. */
export interface ImportQuery {
  /** Whether chat clients are disconnected first */
  disconnect?: boolean;
}

/** The answer of `POST /import`. */
export interface ImportAnswer {
  account_sids: string[];
  disconnected: number;
}

/** The answer of `GET /snapshots`. */
export interface ListSnapshotsAnswer {
  snapshots: Snapshot[];
}

/** What `POST /snapshots/{name}` takes. */
export interface TakeSnapshotBody {
  /** All accounts unless one is named */
  account_sid?: string;
}

/** What `POST /snapshots/{name}/restore` takes. */
export interface RestoreSnapshotBody {
  /** Whether chat clients are disconnected first */
  disconnect?: boolean;
}

/** The answer of `POST /snapshots/{name}/restore`. */
export interface RestoreSnapshotAnswer {
  account_sids: string[];
  disconnected: number;
}

/** The query of `GET /webhooks`. */
export interface ListWebhookDeliveriesQuery {
  /** The account; the one that the emulator was started with unless named */
  account_sid?: string;
  limit?: number;
}

/** The answer of `GET /webhooks`. */
export interface ListWebhookDeliveriesAnswer {
  account_sid: string;
  /** Newest first */
  deliveries: Delivery[];
}

/** The query of `POST /seed`. */
export interface LoadSeedQuery {
  /** The account; the one that the emulator was started with unless named */
  account_sid?: string;
}

/** The answer of `POST /seed`. */
export interface LoadSeedAnswer {
  account_sid: string;
  accounts: OpenedAccount[];
}

/** What `POST /seed/video/participants` takes. */
export interface SeedVideoParticipantBody {
  /** The account; the one that the emulator was started with unless named */
  account_sid?: string;
  /** Name or SID; a name of none in progress makes one */
  room: string;
  identity: string;
  tracks?: Array<{
    kind: "audio" | "video" | "data";
    name: string;
  }>;
}

/** The answer of `POST /seed/video/participants`. */
export interface SeedVideoParticipantAnswer {
  account_sid: string;
  participant_sid: string;
  room_sid: string;
  tracks: Array<{
    sid: string;
    kind: string;
    name: string;
  }>;
}

/** What `POST /seed/conversations/bindings` takes. */
export interface SeedBindingBody {
  /** The account; the one that the emulator was started with unless named */
  account_sid?: string;
  /** The service; the account's default one unless named */
  chat_service_sid?: string;
  identity: string;
  binding_type: string;
  address?: string;
  credential_sid?: string;
  message_types?: string[];
}

/** What `POST /seed/conversations/content-templates` takes. */
export interface SeedContentTemplateBody {
  /** The account; the one that the emulator was started with unless named */
  account_sid?: string;
  friendly_name: string;
  variables?: Record<string, string>;
  types: Record<string, Record<string, unknown>>;
}

/** What `POST /seed/conversations/receipts` takes. */
export interface SeedReceiptBody {
  /** The account; the one that the emulator was started with unless named */
  account_sid?: string;
  /** The service; the account's default one unless named */
  chat_service_sid?: string;
  conversation_sid: string;
  message_sid: string;
  participant_sid: string;
  status: "sent" | "delivered" | "failed" | "read" | "undelivered";
  error_code?: number;
}

/** What `POST /seed/conversations/channel-metadata` takes. */
export interface SeedChannelMetadataBody {
  /** The account; the one that the emulator was started with unless named */
  account_sid?: string;
  /** The service; the account's default one unless named */
  chat_service_sid?: string;
  conversation_sid: string;
  message_sid: string;
  type: string;
  data: unknown;
}

/** What `POST /seed/conversations/message-recipients` takes. */
export interface SeedMessageRecipientsBody {
  /** The account; the one that the emulator was started with unless named */
  account_sid?: string;
  /** The service; the account's default one unless named */
  chat_service_sid?: string;
  conversation_sid: string;
  message_sid: string;
  recipients: Array<{
    type?: string;
    level: string;
    name: string;
    address: string;
  }>;
}

/** The query of `GET /faults`. */
export interface ListFaultsQuery {
  /** Rules that name this account; all of them unless given */
  account_sid?: string;
}

/** The answer of `GET /faults`. */
export interface ListFaultsAnswer {
  faults: FaultRule[];
}

/** The query of `DELETE /faults`. */
export interface DeleteFaultsQuery {
  /** Rules that name this account; all of them unless given */
  account_sid?: string;
}

/** The answer of `DELETE /faults`. */
export interface DeleteFaultsAnswer {
  deleted: number;
}

/** The query of `GET /journal`. */
export interface ListJournalQuery {
  side?: Side;
  direction?: "in" | "out";
  /** Of HTTP, or of Twilsock where a frame carries no request */
  method?: string;
  /** `*` stands for any text, `?` for a character */
  path?: string;
  /** Such as CreateConversationMessage */
  operation?: string;
  status?: number;
  account_sid?: string;
  identity?: string;
  /** Of a webhook or of Sync, or type of a signaling message */
  event?: string;
  /** Number of the rule whose fault acted */
  rule?: number;
  /** A text that occurs in a body */
  contains?: string;
  after?: number;
  limit?: number;
}

/** What `POST /journal/find` takes. */
export interface FindInJournalBody {
  match?: Match;
  /** Only entries with higher numbers */
  after?: number;
  /** 50 unless given */
  limit?: number;
}

/** What `POST /journal/count` takes. */
export interface CountInJournalBody {
  match?: Match;
  /** Only entries with higher numbers */
  after?: number;
  /** 50 unless given */
  limit?: number;
}

/** The answer of `POST /journal/count`. */
export interface CountInJournalAnswer {
  count: number;
  last_id: number;
}

/** What `POST /journal/wait` takes. */
export interface WaitForJournalBody {
  match?: Match;
  /** Only entries with higher numbers */
  after?: number;
  /** 1 unless given */
  count?: number;
  /** 5000 unless given */
  timeout_ms?: number;
}

/** The answer of `POST /journal/clear`. */
export interface ClearJournalAnswer {
  cleared: number;
}

/** The answer of `GET /journal/unknown`. */
export interface ListUnknownPathsAnswer {
  unknown: Array<{
    method: string;
    path: string;
    count: number;
    nearest: {
      operation: string;
      method: string;
      path: string;
    } | null;
  }>;
}

/** The query of `GET /journal/har`. */
export interface ExportHarQuery {
  side?: Side;
  direction?: "in" | "out";
  /** Of HTTP, or of Twilsock where a frame carries no request */
  method?: string;
  /** `*` stands for any text, `?` for a character */
  path?: string;
  /** Such as CreateConversationMessage */
  operation?: string;
  status?: number;
  account_sid?: string;
  identity?: string;
  /** Of a webhook or of Sync, or type of a signaling message */
  event?: string;
  /** Number of the rule whose fault acted */
  rule?: number;
  /** A text that occurs in a body */
  contains?: string;
  after?: number;
}

/** The answer of `GET /journal/har`. */
export interface ExportHarAnswer {
  log: {
    version: "1.2";
    creator: Record<string, unknown>;
    entries: Array<Record<string, unknown>>;
  };
}

/** Every request of the control API, in its own words. Refusals are {@link ControlError}s. */
export class ControlApi {
  constructor(private readonly transport: Transport) {}

  /** Says that the emulator runs, and what is in it: `GET /health`. */
  fetchHealth(): Promise<Health> {
    return this.transport.send("GET", "/health");
  }

  /** This document: `GET /openapi.json`. */
  fetchOpenApi(): Promise<Record<string, unknown>> {
    return this.transport.send("GET", "/openapi.json");
  }

  /** Reads the clock, which all accounts share: `GET /clock`. */
  fetchClock(): Promise<Clock> {
    return this.transport.send("GET", "/clock");
  }

  /** Moves the clock on, as clock/advance does: `POST /clock`. */
  moveClock(body: MoveClockBody): Promise<Clock> {
    return this.transport.send("POST", "/clock", { body });
  }

  /** Moves the clock on: `POST /clock/advance`. */
  advanceClock(body: AdvanceClockBody): Promise<Clock> {
    return this.transport.send("POST", "/clock/advance", { body });
  }

  /** Lets the clock stand: `POST /clock/freeze`. */
  freezeClock(body: Record<string, never> = {}): Promise<Clock> {
    return this.transport.send("POST", "/clock/freeze", { body });
  }

  /** Moves the clock on to a moment: `POST /clock/set`. */
  setClock(body: SetClockBody): Promise<Clock> {
    return this.transport.send("POST", "/clock/set", { body });
  }

  /** Lets the clock run so many times as fast as the machine's: `POST /clock/run`. */
  runClock(body: RunClockBody): Promise<Clock> {
    return this.transport.send("POST", "/clock/run", { body });
  }

  /** Lists the accounts, without secrets: `GET /accounts`. */
  listAccounts(): Promise<ListAccountsAnswer> {
    return this.transport.send("GET", "/accounts");
  }

  /** Opens one more account, isolated from all others: `POST /accounts`. */
  createAccount(body: NewAccount = {}): Promise<OpenedAccount> {
    return this.transport.send("POST", "/accounts", { body });
  }

  /** Removes an account with everything in it, and closes its chat connections: `DELETE /accounts/{account_sid}`. */
  deleteAccount(account_sid: string): Promise<undefined> {
    return this.transport.send("DELETE", `/accounts/${encodeURIComponent(account_sid)}`);
  }

  /** Acts as the SDK of a user: `POST /act/{verb}`. */
  act(verb: "send" | "edit" | "remove" | "read" | "type" | "join" | "leave" | "reachability", body: ActBody): Promise<Record<string, unknown> | undefined> {
    return this.transport.send("POST", `/act/${encodeURIComponent(verb)}`, { body });
  }

  /** Closes connections of chat clients with a Twilsock status: `POST /clients/disconnect`. */
  disconnectClients(body: DisconnectClientsBody = {}): Promise<DisconnectClientsAnswer> {
    return this.transport.send("POST", "/clients/disconnect", { body });
  }

  /** Drops connections of chat clients without a close frame, like a pulled cable: `POST /clients/drop`. */
  dropClients(body: DropClientsBody = {}): Promise<DropClientsAnswer> {
    return this.transport.send("POST", "/clients/drop", { body });
  }

  /** Takes one account, or all, back to the seed document or to empty: `POST /reset`. */
  reset(body: ResetBody = {}): Promise<ResetAnswer> {
    return this.transport.send("POST", "/reset", { body });
  }

  /** Writes one account, or all, as an archive: `GET /export`. */
  export(query: ExportQuery & { as: "seed" }): Promise<SeedDocument>;
  export(query?: ExportQuery & { as?: "archive" }): Promise<Buffer>;
  export(query?: ExportQuery): Promise<Buffer | SeedDocument>;
  export(query: ExportQuery = {}): Promise<Buffer | SeedDocument> {
    return this.transport.send("GET", "/export", { query });
  }

  /** Lets the accounts of an archive be as they are in it: `POST /import`. */
  import(body: Uint8Array, query: ImportQuery = {}): Promise<ImportAnswer> {
    return this.transport.send("POST", "/import", { body, contentType: "application/x-ndjson", query });
  }

  /** Lists the snapshots: `GET /snapshots`. */
  listSnapshots(): Promise<ListSnapshotsAnswer> {
    return this.transport.send("GET", "/snapshots");
  }

  /** Takes a snapshot of one account, or of all, in the place of one with the same name: `POST /snapshots/{name}`. */
  takeSnapshot(name: string, body: TakeSnapshotBody = {}): Promise<Snapshot> {
    return this.transport.send("POST", `/snapshots/${encodeURIComponent(name)}`, { body });
  }

  /** Removes a snapshot: `DELETE /snapshots/{name}`. */
  deleteSnapshot(name: string): Promise<undefined> {
    return this.transport.send("DELETE", `/snapshots/${encodeURIComponent(name)}`);
  }

  /** Lets the accounts of a snapshot be as they were: `POST /snapshots/{name}/restore`. */
  restoreSnapshot(name: string, body: RestoreSnapshotBody = {}): Promise<RestoreSnapshotAnswer> {
    return this.transport.send("POST", `/snapshots/${encodeURIComponent(name)}/restore`, { body });
  }

  /** Lists the latest calls to an account's webhooks and status callbacks: `GET /webhooks`. */
  listWebhookDeliveries(query: ListWebhookDeliveriesQuery = {}): Promise<ListWebhookDeliveriesAnswer> {
    return this.transport.send("GET", "/webhooks", { query });
  }

  /** Loads a seed document: `POST /seed`. */
  loadSeed(body: SeedDocument = {}, query: LoadSeedQuery = {}): Promise<LoadSeedAnswer> {
    return this.transport.send("POST", "/seed", { body, query });
  }

  /** Adds a participant without a client to a video room: `POST /seed/video/participants`. */
  seedVideoParticipant(body: SeedVideoParticipantBody): Promise<SeedVideoParticipantAnswer> {
    return this.transport.send("POST", "/seed/video/participants", { body });
  }

  /** Registers a device for push notifications: `POST /seed/conversations/bindings`. */
  seedBinding(body: SeedBindingBody): Promise<SeededSid> {
    return this.transport.send("POST", "/seed/conversations/bindings", { body });
  }

  /** Makes a content template: `POST /seed/conversations/content-templates`. */
  seedContentTemplate(body: SeedContentTemplateBody): Promise<SeededSid> {
    return this.transport.send("POST", "/seed/conversations/content-templates", { body });
  }

  /** Updates the receipt of a message to a phone: `POST /seed/conversations/receipts`. */
  seedReceipt(body: SeedReceiptBody): Promise<SeededSid> {
    return this.transport.send("POST", "/seed/conversations/receipts", { body });
  }

  /** Gives a message the metadata of a channel: `POST /seed/conversations/channel-metadata`. */
  seedChannelMetadata(body: SeedChannelMetadataBody): Promise<SeededSid> {
    return this.transport.send("POST", "/seed/conversations/channel-metadata", { body });
  }

  /** Gives a message recipients of an e-mail: `POST /seed/conversations/message-recipients`. */
  seedMessageRecipients(body: SeedMessageRecipientsBody): Promise<SeededSid> {
    return this.transport.send("POST", "/seed/conversations/message-recipients", { body });
  }

  /** Lists the rules of faults, oldest first: `GET /faults`. */
  listFaults(query: ListFaultsQuery = {}): Promise<ListFaultsAnswer> {
    return this.transport.send("GET", "/faults", { query });
  }

  /** Adds a rule: what is broken on purpose, when, and how often: `POST /faults`. */
  createFault(body: NewFaultRule): Promise<FaultRule> {
    return this.transport.send("POST", "/faults", { body });
  }

  /** Deletes rules: `DELETE /faults`. */
  deleteFaults(query: DeleteFaultsQuery = {}): Promise<DeleteFaultsAnswer> {
    return this.transport.send("DELETE", "/faults", { query });
  }

  /** Answers a rule, and how often it has acted: `GET /faults/{id}`. */
  fetchFault(id: number): Promise<FaultRule> {
    return this.transport.send("GET", `/faults/${encodeURIComponent(id)}`);
  }

  /** Deletes a rule; messages that it holds back go on: `DELETE /faults/{id}`. */
  deleteFault(id: number): Promise<undefined> {
    return this.transport.send("DELETE", `/faults/${encodeURIComponent(id)}`);
  }

  /** Lists the latest entries of the journal: `GET /journal`. */
  listJournal(query: ListJournalQuery = {}): Promise<Found> {
    return this.transport.send("GET", "/journal", { query });
  }

  /** Lists the first matching entries behind a number: `POST /journal/find`. */
  findInJournal(body: FindInJournalBody = {}): Promise<Found> {
    return this.transport.send("POST", "/journal/find", { body });
  }

  /** Counts matching entries: `POST /journal/count`. */
  countInJournal(body: CountInJournalBody = {}): Promise<CountInJournalAnswer> {
    return this.transport.send("POST", "/journal/count", { body });
  }

  /** Waits until so many entries match: `POST /journal/wait`. */
  waitForJournal(body: WaitForJournalBody = {}): Promise<Found> {
    return this.transport.send("POST", "/journal/wait", { body });
  }

  /** Drops all entries; numbers go on: `POST /journal/clear`. */
  clearJournal(body: Record<string, never> = {}): Promise<ClearJournalAnswer> {
    return this.transport.send("POST", "/journal/clear", { body });
  }

  /** Lists paths of REST that lead nowhere, each with the nearest operation: `GET /journal/unknown`. */
  listUnknownPaths(): Promise<ListUnknownPathsAnswer> {
    return this.transport.send("GET", "/journal/unknown");
  }

  /** Exports REST and media as an HTTP Archive 1.2: `GET /journal/har`. */
  exportHar(query: ExportHarQuery = {}): Promise<ExportHarAnswer> {
    return this.transport.send("GET", "/journal/har", { query });
  }
}
