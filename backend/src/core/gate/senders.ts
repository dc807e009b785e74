import type { Sender } from '../model/sender.js';
import { matchesWildcard } from './wildcard.js';

/** The scans that count where only these senders' do (`evidence.from`). The others replace nothing either. */
export function scansFrom<S extends { readonly sender: Sender | null }>(
  scans: readonly S[],
  from: readonly string[],
): S[] {
  return scans.filter(({ sender }) => isFrom(sender, from));
}

/** Nobody knows who sent a scan from before senders were kept. */
export function isFrom(sender: Sender | null, from: readonly string[]): boolean {
  if (sender === null) return false;
  const names = namesOf(sender);
  return from.some((entry) => {
    const [, kind = null, pattern = entry] = /^(rule|token|person):(.*)$/s.exec(entry) ?? [];
    const isFolded = kind === 'person';
    return names.some(
      (name) =>
        (kind === null ? name.isBare : name.kind === kind) &&
        matchesWildcard(isFolded ? pattern.toLowerCase() : pattern, isFolded ? name.name.toLowerCase() : name.name),
    );
  });
}

interface SenderName {
  readonly kind: 'rule' | 'token' | 'person';
  readonly name: string;
  /** Given by an administrator, or on the server's own machine: what people choose themselves needs its kind before it. */
  readonly isBare: boolean;
}

/**
 * A person may call a token of theirs whatever they like, so it goes by their name alone; and what a trust rule gave, by the
 * rule's: its own name may come from the workload.
 */
function namesOf({ kind, name, owner, trustRule }: Sender): SenderName[] {
  if (trustRule !== null) return [{ kind: 'rule', name: trustRule, isBare: true }];
  if (owner !== null) return [{ kind: 'person', name: owner, isBare: false }];
  if (kind === 'person') return [{ kind: 'person', name, isBare: false }];
  return kind === 'token' ? [{ kind: 'token', name, isBare: true }] : [];
}
