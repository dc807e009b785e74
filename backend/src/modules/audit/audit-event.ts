import { toUSVString } from 'node:util';
import type { RequestContext } from '../access/request-context.js';

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
  /** An email address, the name of a token, or `local administrator`. */
  readonly name: string;
}

/** Where an event came from: a request, or the command line on the server. */
export type AuditSource = RequestSource | LocalSource;

/** `actor` where the request is what makes its sender known, as a sign-in is; the principal otherwise. */
export interface RequestSource extends RequestContext {
  readonly actor?: AuditActor;
}

export interface LocalSource {
  readonly actor: AuditActor;
}

/** The user of the command line on the server. */
export const LOCAL_ADMINISTRATOR: LocalSource = { actor: { kind: 'local', id: null, name: 'local administrator' } };

/** Plimsoll itself, as when it starts. */
export const SYSTEM: LocalSource = { actor: { kind: 'system', id: null, name: 'plimsoll' } };

/** A request of a person who has only just shown who they are. */
export function asPerson(context: RequestContext, { id, email }: { id: number; email: string }): RequestSource {
  return { ...context, actor: { kind: 'person', id: String(id), name: email } };
}

/** A request of a machine that has only just shown what it is. */
export function asToken(context: RequestContext, { id, name }: { id: number; name: string }): RequestSource {
  return { ...context, actor: { kind: 'token', id: String(id), name } };
}

/** A request's source without its principal, whom it names: nothing but text, for who hands it on to another thread. */
export function sourceOf(context: RequestContext): RequestSource {
  return { ...context, principal: null, actor: auditActor(context) };
}

/** The same of any source. */
export function dataOf(source: AuditSource): AuditSource {
  return 'requestId' in source ? sourceOf(source) : source;
}

/** The text that is stored and hashed. */
export function auditBody(source: AuditSource, { action, target, before = null, after = null }: AuditNote): string {
  const { ip = null, userAgent = null, requestId = null } = 'requestId' in source ? source : {};
  const event = { action, actor: auditActor(source), target: named(target), before, after, ip, userAgent, requestId };
  return JSON.stringify(event, storable);
}

/** Who an event is by, as the log names them. */
export function auditActor(source: AuditSource): AuditActor {
  return named(source.actor ?? actorOf(source as RequestContext));
}

/** An index holds no more than 2,700 bytes of a name, which must not stop the log either. */
function named<T extends { readonly name: string }>(thing: T): T {
  return thing.name.length > LONGEST_NAME ? { ...thing, name: `${thing.name.slice(0, LONGEST_NAME)}…` } : thing;
}

const LONGEST_NAME = 500;

/** What PostgreSQL can take as JSON: a name may hold NUL or half of a surrogate pair, which must not stop the log. */
function storable(_: string, value: unknown): unknown {
  return typeof value === 'string' ? toUSVString(value).replaceAll('\0', '\uFFFD') : value;
}

function actorOf({ principal }: RequestContext): AuditActor {
  if (principal === null) return { kind: 'anonymous', id: null, name: 'anonymous' };
  if (principal.kind === 'person') return { kind: 'person', id: String(principal.accountId), name: principal.email };
  return { kind: 'token', id: String(principal.tokenId), name: principal.name };
}
