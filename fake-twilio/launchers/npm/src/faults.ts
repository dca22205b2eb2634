import type { ControlApi, FaultRule, NewFaultRule } from "./control";

/** What is broken on purpose: rules for REST, media, sockets and webhooks. */
export class Faults {
  constructor(
    private readonly control: ControlApi,
    private readonly scope: { account_sid?: string },
  ) {}

  /** Adds a rule, which acts on what matches. */
  add(rule: NewFaultRule): Promise<FaultRule> {
    return this.control.createFault({ ...rule, match: { ...this.scope, ...rule.match } });
  }

  /** The rules, oldest first, with how often they have acted. */
  async list(): Promise<FaultRule[]> {
    return (await this.control.listFaults(this.scope)).faults;
  }

  /** Deletes a rule; messages that it holds back go on. */
  async remove(rule: number | { id: number }): Promise<void> {
    await this.control.deleteFault(typeof rule === "number" ? rule : rule.id);
  }

  /** Deletes all rules. */
  async clear(): Promise<void> {
    await this.control.deleteFaults(this.scope);
  }
}
