import type { ControlApi, DisconnectClientsBody, DropClientsBody } from "./control";

/** The chat clients that are connected. */
export class Clients {
  constructor(
    private readonly control: ControlApi,
    private readonly scope: { account_sid?: string },
  ) {}

  /** Closes connections with a Twilsock status, and returns how many. */
  async disconnect(which: DisconnectClientsBody = {}): Promise<number> {
    return (await this.control.disconnectClients({ ...this.scope, ...which })).disconnected;
  }

  /** Drops connections without a close frame, like a pulled cable, and returns how many. */
  async drop(which: DropClientsBody = {}): Promise<number> {
    return (await this.control.dropClients({ ...this.scope, ...which })).dropped;
  }
}
