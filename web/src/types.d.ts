import type * as ConversationsSdk from "@twilio/conversations";

declare global {
  interface Window {
    /** Set by the official SDK builds, which are classic scripts. */
    Twilio?: { Conversations?: typeof ConversationsSdk };
  }
}

/** Answer of `GET /config.json`. */
export interface Config {
  backend: "emulator" | "live";
  /** Options for the Conversations client; empty with the live backend. */
  conversations: ConversationsSdk.ClientOptions;
}

/** Answer of `POST /login`. */
export interface Login {
  token: string;
  conversation_sid: string;
}

/** Where the person stands: outside, inside, or on the way. */
export type Phase = "out" | "joining" | "in" | "leaving";

/** How the chat is doing; `off` outside a session. */
export type ChatState = "off" | "connecting" | "connected" | "reconnecting" | "failed";

/** One message as the page knows it, free of SDK objects. */
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

/** What a chat session tells its owner. */
export interface ChatHandlers {
  state(state: ChatState): void;
  messages(messages: ChatMessage[], origin: Origin): void;
  updated(message: ChatMessage): void;
  removed(sid: string): void;
  participants(count: number): void;
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
  participantJoined: [participant: ConversationsSdk.Participant];
  participantLeft: [participant: ConversationsSdk.Participant];
  removed: [conversation: ConversationsSdk.Conversation];
  tokenAboutToExpire: [];
  tokenExpired: [];
  typingEnded: [participant: ConversationsSdk.Participant];
  typingStarted: [participant: ConversationsSdk.Participant];
}
