import type { ActBody, ControlApi } from "./control";

/** Who acts, and where. */
export interface Acting {
  identity: string;
  /** SID or unique name of the conversation. */
  conversation: string;
  /** The service; the account's default one unless given. */
  chat_service_sid?: string;
}

/** What is written. */
export interface Written {
  body?: string;
  attributes?: unknown;
}

/** A resource as the SDK of a user gets it. */
export interface Acted {
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
  async send(message: Acting & Written): Promise<Acted> {
    return (await this.perform("send", message)) as Acted;
  }

  /** Changes a message, and returns it. */
  async edit(message: Acting & Written & { message_sid: string }): Promise<Acted> {
    return (await this.perform("edit", message)) as Acted;
  }

  /** Removes a message. */
  async remove(message: Acting & { message_sid: string }): Promise<void> {
    await this.perform("remove", message);
  }

  /** Sets the read horizon. */
  async read(horizon: Acting & { index: number }): Promise<void> {
    await this.perform("read", horizon);
  }

  /** Reports typing, for five seconds. */
  async type(acting: Acting): Promise<void> {
    await this.perform("type", acting);
  }

  /** Joins the conversation, and returns the participant. */
  async join(acting: Acting & { attributes?: unknown }): Promise<Acted> {
    return (await this.perform("join", acting)) as Acted;
  }

  /** Leaves the conversation. */
  async leave(acting: Acting): Promise<void> {
    await this.perform("leave", acting);
  }

  /** Lets a user count as connected or not, until a reset; without `online` connections decide again. */
  async reachability(user: Omit<Acting, "conversation"> & { online?: boolean }): Promise<void> {
    await this.perform("reachability", user);
  }

  private perform(verb: Parameters<ControlApi["act"]>[0], members: ActBody): Promise<unknown> {
    return this.control.act(verb, { ...this.scope, ...members });
  }
}
