/** How a sender had shown who they are. */
export const SENT_VIA = ['session', 'token', 'workload-identity', 'command-line'] as const;

export type SentVia = (typeof SENT_VIA)[number];

/** Who sent a report. A person's own token names its owner; a token that a trust rule gave names the rule and what it was given to. */
export interface Sender {
  readonly kind: 'person' | 'token' | 'local';
  /** Of the account or the token. */
  readonly id: string | null;
  /** The person's email address, or the token's name as its owner chose it. */
  readonly name: string;
  readonly via: SentVia;
  /**
   * The email address of the person whose token it is. Null for a token without an owner: created on the server, or
   * under a trust rule.
   */
  readonly owner: string | null;
  /** The trust rule's name, which only administrators give. */
  readonly trustRule: string | null;
  /** Claims of the workload's identity token that say what ran: `sub` and those that the trust rule names. */
  readonly claims: Readonly<Record<string, string>> | null;
}
