import type * as ConversationsSdk from "@twilio/conversations";
import type * as VideoSdk from "twilio-video";

declare global {
  interface Window {
    /** Set by the official SDK builds, which are classic scripts. */
    Twilio?: { Conversations?: typeof ConversationsSdk; Video?: typeof VideoSdk };
  }
}

/** Answer of `GET /config.json`. */
export interface Config {
  backend: "emulator" | "live";
  /** Options for the Conversations client; empty with the live backend. */
  conversations: ConversationsSdk.ClientOptions;
  /** Options for connecting to the room; empty with the live backend. */
  video: VideoOptions;
}

/** What the SDK takes; its typings leave out `wsServer`, the address of the signaling server. */
export type VideoOptions = VideoSdk.ConnectOptions & { wsServer?: string };

/** Answer of `POST /login`. */
export interface Login {
  token: string;
  conversation_sid: string;
}

/** Where the person stands: outside, inside, or on the way. */
export type Phase = "out" | "joining" | "in" | "leaving";

/** How the chat is doing; `off` outside a session. */
export type ChatState = "off" | "connecting" | "connected" | "reconnecting" | "failed";

/** How the call is doing; `off` outside. */
export type CallState = "off" | "connected" | "reconnecting";

/** One message, without SDK objects. */
export interface ChatMessage {
  sid: string;
  index: number;
  author: string;
  text: string;
  createdAt: Date | null;
  edited: boolean;
}

/** Where messages came from: the first page, an older page, or the wire. */
export type Origin = "history" | "older" | "live";

/** Callbacks of a chat session. */
export interface ChatHandlers {
  state(state: ChatState): void;
  messages(messages: ChatMessage[], origin: Origin): void;
  updated(message: ChatMessage): void;
  removed(sid: string): void;
  typing(names: string[]): void;
  /** Something a person should read; with `failed` the session is over. */
  problem(text: string): void;
}

/** What a chat session needs to start. */
export interface ChatSetup {
  sdk: typeof ConversationsSdk | undefined;
  options: ConversationsSdk.ClientOptions;
  login: Login;
  /** Logs the same person in again, for a fresh token. */
  renew: () => Promise<Login>;
  handlers: ChatHandlers;
}

/** A text on its way to the server. */
export interface Outgoing {
  id: number;
  text: string;
  /** Index the server gave, once it has accepted the text. */
  index: number | null;
  failed: boolean;
}

/**
 * Events of the SDK's client and conversation that a session listens to, with what they carry.
 * The SDK's typings have such maps and do not export them.
 */
export interface SdkEvents {
  connectionStateChanged: [state: ConversationsSdk.ConnectionState];
  conversationLeft: [conversation: ConversationsSdk.Conversation];
  initFailed: [{ error?: { terminal: boolean; message: string } }];
  initialized: [];
  messageAdded: [message: ConversationsSdk.Message];
  messageRemoved: [message: ConversationsSdk.Message];
  messageUpdated: [
    { message: ConversationsSdk.Message; updateReasons: ConversationsSdk.MessageUpdateReason[] },
  ];
  participantLeft: [participant: ConversationsSdk.Participant];
  removed: [conversation: ConversationsSdk.Conversation];
  tokenAboutToExpire: [];
  tokenExpired: [];
  typingEnded: [participant: ConversationsSdk.Participant];
  typingStarted: [participant: ConversationsSdk.Participant];
}

/** A remote participant. */
export interface Person {
  sid: string;
  identity: string;
}

/** What a participant publishes at the moment. */
export interface Standing {
  muted: boolean;
  camera: boolean;
  sharing: boolean;
  reconnecting: boolean;
}

/** A track that an element can show or play. */
export type VisibleTrack =
  | VideoSdk.LocalAudioTrack
  | VideoSdk.LocalVideoTrack
  | VideoSdk.RemoteAudioTrack
  | VideoSdk.RemoteVideoTrack;

/** Callbacks of a room session. */
export interface RoomHandlers {
  joined(person: Person): void;
  left(sid: string): void;
  standing(sid: string, standing: Standing): void;
  trackAdded(sid: string, track: VisibleTrack, screen: boolean): void;
  trackRemoved(sid: string, track: VisibleTrack): void;
  /** People in the call, the person among them. */
  count(count: number): void;
  state(state: CallState): void;
  /** The stay is over, and not because the person has left. */
  ended(reason: string): void;
}

/** What a stay in the room needs to start. */
export interface RoomSetup {
  sdk: typeof VideoSdk | undefined;
  token: string;
  options: VideoOptions;
  handlers: RoomHandlers;
}

/** Callbacks of the call. */
export interface CallOwner {
  count(count: number): void;
  state(state: CallState): void;
  ended(reason: string): void;
  problem(text: string, action?: { label: string; run: () => void }): void;
}

/** What a camera or a microphone needs. */
export interface DeviceSetup<T> {
  create(): Promise<T>;
  /** Anything about it may have changed. */
  changed(): void;
  /** Why it could not be turned on. */
  explain(error: unknown): string;
  /** The text that is announced when it disappears. */
  lost: string;
  /** Whether turning it off also gives it back to the system, so that its light goes out. */
  stopWhenOff: boolean;
}

/** What sharing the screen needs. */
export interface ScreenSetup {
  /** Lets the person choose; fails when they do not. */
  capture(): Promise<MediaStreamTrack>;
  wrap(track: MediaStreamTrack): VideoSdk.LocalVideoTrack;
  publish(track: VideoSdk.LocalVideoTrack): Promise<void>;
  unpublish(track: VideoSdk.LocalVideoTrack): void;
  changed(): void;
  problem(text: string): void;
}

/** Events of the SDK's room that a stay listens to, with what they carry. */
export interface RoomEvents {
  disconnected: [room: VideoSdk.Room, error?: VideoSdk.TwilioError];
  participantConnected: [participant: VideoSdk.RemoteParticipant];
  participantDisconnected: [participant: VideoSdk.RemoteParticipant];
  participantReconnected: [participant: VideoSdk.RemoteParticipant];
  participantReconnecting: [participant: VideoSdk.RemoteParticipant];
  reconnected: [];
  reconnecting: [error: VideoSdk.TwilioError];
  trackDisabled: [publication: VideoSdk.RemoteTrackPublication, participant: VideoSdk.RemoteParticipant];
  trackEnabled: [publication: VideoSdk.RemoteTrackPublication, participant: VideoSdk.RemoteParticipant];
  trackPublished: [publication: VideoSdk.RemoteTrackPublication, participant: VideoSdk.RemoteParticipant];
  trackSubscribed: [
    track: VideoSdk.RemoteTrack,
    publication: VideoSdk.RemoteTrackPublication,
    participant: VideoSdk.RemoteParticipant,
  ];
  trackUnpublished: [publication: VideoSdk.RemoteTrackPublication, participant: VideoSdk.RemoteParticipant];
  trackUnsubscribed: [
    track: VideoSdk.RemoteTrack,
    publication: VideoSdk.RemoteTrackPublication,
    participant: VideoSdk.RemoteParticipant,
  ];
}
