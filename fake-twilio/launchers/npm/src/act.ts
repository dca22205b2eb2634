import type { ActBody, ControlApi } from "./control";

/** The user who acts, and the conversation. */
export interface Actor {
  identity: string;
  /** SID or unique name of the conversation. */
  conversation: string;
  /** The service; the account's default one unless given. */
  chat_service_sid?: string;
}

/** What a message holds. */
export interface MessageContent {
  body?: string;
  attributes?: unknown;
}

/** A resource as the SDK of a user gets it. */
export interface ActResource {
  sid: string;
  [member: string]: unknown;
}

/** Plays another user: each does what the SDK of that user does, with roles and webhooks. */
export class Act {
  constructor(
    private readonly control: ControlApi,
    private readonly scope: { account_sid?: string },
  ) {}

  /** Sends a message, and returns it. */
  async send(message: Actor & MessageContent): Promise<ActResource> {
    return (await this.perform("send", message)) as ActResource;
  }

  /** Changes a message, and returns it. */
  async edit(message: Actor & MessageContent & { message_sid: string }): Promise<ActResource> {
    return (await this.perform("edit", message)) as ActResource;
  }

  /** Removes a message. */
  async remove(message: Actor & { message_sid: string }): Promise<void> {
    await this.perform("remove", message);
  }

  /** Sets the read horizon. */
  async read(horizon: Actor & { index: number }): Promise<void> {
    await this.perform("read", horizon);
  }

  /** Reports typing, for five seconds. */
  async type(actor: Actor): Promise<void> {
    await this.perform("type", actor);
  }

  /** Joins the conversation, and returns the participant. */
  async join(actor: Actor & { attributes?: unknown }): Promise<ActResource> {
    return (await this.perform("join", actor)) as ActResource;
  }

  /** Leaves the conversation. */
  async leave(actor: Actor): Promise<void> {
    await this.perform("leave", actor);
  }

  /** Lets a user count as connected or not, until a reset; without `online` connections decide again. */
  async reachability(user: Omit<Actor, "conversation"> & { online?: boolean }): Promise<void> {
    await this.perform("reachability", user);
  }

  private perform(verb: Parameters<ControlApi["act"]>[0], members: ActBody): Promise<unknown> {
    return this.control.act(verb, { ...this.scope, ...members });
  }
}
