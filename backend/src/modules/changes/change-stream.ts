import { PassThrough } from 'node:stream';
import type { Principal } from '../access/principal.js';
import { type Change, CHANGE_KINDS, isVisible, mayListen } from './change.js';

/** In milliseconds: changes within it are sent together, and access is checked once. */
const GATHERED_FOR = 300;

/** The same after an event was sent, so that many changes are sent less often. */
const GATHERED_AGAIN_FOR = 3_000;

/** Most artifacts that one event names, by kind; with more, it says that it can be any. */
const MOST_NAMED = 50;

/** In bytes: a reader who leaves so much untaken is not reading. */
const MOST_UNTAKEN = 64 * 1024;

export type StreamEnd = 'session' | 'stopping' | 'time';

export interface ChangeStreamOptions {
  readonly principal: Principal;
  /** Who they are now; undefined where their credentials are no longer good. */
  readonly ask: () => Promise<Principal | undefined>;
}

/**
 * One reader's stream of events, as the WHATWG describes them: `ready` when changes from then on are sent, `change`,
 * and `end` with the reason. Before each event, the reader's permission is checked again.
 */
export class ChangeStream {
  readonly output = new PassThrough();
  private readonly pending = new Map<string, Change>();
  private timer: NodeJS.Timeout | undefined;
  private principal: Principal;
  private readonly ask: () => Promise<Principal | undefined>;
  private isOver = false;
  /** As `performance.now()` has it. */
  private told = -Infinity;

  constructor({ principal, ask }: ChangeStreamOptions) {
    this.principal = principal;
    this.ask = ask;
    this.output.once('close', () => this.stop());
    // A reader who goes away breaks the stream, which is no error.
    this.output.on('error', () => undefined);
  }

  /** `missed` is what happened before; null where that is not known. */
  begin(missed: readonly Change[] | null): void {
    this.write('ready', {});
    if (missed === null) this.tellOfAnything();
    else for (const change of missed) this.tell(change);
  }

  tell(change: Change): void {
    if (this.isOver || !isVisible(change, this.principal)) return;
    this.pending.set(`${change.kind} ${change.projectId} ${change.artifactId}`, change);
    const rest = this.told + GATHERED_AGAIN_FOR - performance.now();
    this.timer ??= setTimeout(() => void this.deliver(), Math.max(GATHERED_FOR, rest));
  }

  /** What happened is not known. */
  tellOfAnything(): void {
    for (const kind of CHANGE_KINDS) this.tell({ kind, projectId: null, artifactId: null });
  }

  /** Whether the reader is still known; ends the stream where not. */
  async check(): Promise<boolean> {
    if (this.isOver) return false;
    try {
      const principal = await this.ask();
      if (principal === undefined || !mayListen(principal)) this.end('session');
      else this.principal = principal;
    } catch {
      // If access cannot be checked, nothing is sent. The reader reconnects, and the guard checks again.
      this.end('stopping');
    }
    return !this.isOver;
  }

  /** So that proxies on the way see that the stream is alive. */
  beat(): void {
    this.send(':\n\n');
  }

  end(reason: StreamEnd): void {
    if (this.isOver) return;
    this.write('end', { reason });
    this.stop();
    this.output.end();
  }

  private async deliver(): Promise<void> {
    this.timer = undefined;
    const changes = [...this.pending.values()];
    this.pending.clear();
    if (!(await this.check())) return;
    const visible = changes.filter((change) => isVisible(change, this.principal));
    if (visible.length === 0) return;
    this.told = performance.now();
    this.write('change', { changes: CHANGE_KINDS.flatMap((kind) => named(kind, visible)) });
  }

  private write(event: string, data: unknown): void {
    this.send(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  private send(text: string): void {
    if (this.isOver) return;
    if (this.output.writableLength > MOST_UNTAKEN) {
      this.stop();
      this.output.destroy();
      return;
    }
    this.output.write(text);
  }

  private stop(): void {
    this.isOver = true;
    clearTimeout(this.timer);
    this.pending.clear();
  }
}

/** The artifacts of one kind of change, each once; any where they are many, or one change named none. */
function named(
  kind: Change['kind'],
  changes: readonly Change[],
): { readonly kind: Change['kind']; readonly artifactId: string | null }[] {
  const ids = new Set(changes.filter((change) => change.kind === kind).map(({ artifactId }) => artifactId));
  if (ids.has(null) || ids.size > MOST_NAMED) return [{ kind, artifactId: null }];
  return [...ids].map((id) => ({ kind, artifactId: String(id) }));
}
