import type { RequestContext } from '../../common/access/request-context.js';

/** `resource.what-happened`: the words that people filter by. */
export type AuditAction = `${string}.${string}`;

/** One thing that happened: to what, and what changed. Never a secret, nor a hash of one. */
export interface AuditNote {
  readonly action: AuditAction;
  /** What it happened to, as people know it. */
  readonly target: { readonly kind: string; readonly id: string | null; readonly name: string };
  readonly before?: Readonly<Record<string, unknown>> | null;
  readonly after?: Readonly<Record<string, unknown>> | null;
}

export interface AuditActor {
  readonly kind: 'person' | 'token' | 'local' | 'anonymous' | 'system';
  readonly id: string | null;
  /** An e-mail address, the name of a token, or `local administrator`. */
  readonly name: string;
}

/** Where an event came from: a request, or somebody at the server's own machine. */
export type AuditSource = RequestContext | LocalSource;

export interface LocalSource {
  readonly actor: AuditActor;
}

/** Whoever works on the server's machine, with the command line. */
export const LOCAL_ADMINISTRATOR: LocalSource = { actor: { kind: 'local', id: null, name: 'local administrator' } };

/** Plimsoll itself, as when it starts. */
export const SYSTEM: LocalSource = { actor: { kind: 'system', id: null, name: 'plimsoll' } };

/** The text that is stored and hashed. */
export function auditBody(source: AuditSource, { action, target, before = null, after = null }: AuditNote): string {
  const isLocal = 'actor' in source;
  return JSON.stringify({
    action,
    actor: isLocal ? source.actor : actorOf(source),
    target,
    before,
    after,
    ip: isLocal ? null : source.ip,
    userAgent: isLocal ? null : source.userAgent,
    requestId: isLocal ? null : source.requestId,
  });
}

function actorOf({ principal }: RequestContext): AuditActor {
  if (principal === null) return { kind: 'anonymous', id: null, name: 'anonymous' };
  if (principal.kind === 'person') return { kind: 'person', id: String(principal.accountId), name: principal.email };
  return { kind: 'token', id: String(principal.tokenId), name: principal.name };
}
