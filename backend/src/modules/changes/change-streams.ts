import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Drain } from '../../common/http/drain.js';
import { Notifications } from '../../database/notifications.js';
import { Authenticator } from '../access/authenticator.js';
import type { Principal } from '../access/principal.js';
import { ACCESS_CHANGE, changeIn } from './change.js';
import { ChangeStream } from './change-stream.js';
import { StreamsBusyError, TooManyStreamsError } from './changes.errors.js';
import { RecentChanges } from './recent-changes.js';

const CHANNEL = 'plimsoll_changes';

/** In this process. Each takes a connection, and a question to the database with each event. */
const MOST_IN_ALL = 500;

/** Of one person with their tokens, or of one token without an owner: a visible tab of a browser has one. */
const MOST_OF_ONE = 16;

/** In milliseconds: how often readers are asked about, and see that the stream is alive. */
const BEAT_EVERY = 20_000;

/** In milliseconds. To read on, the client opens another one, and its access is checked again. */
const LONGEST = 30 * 60_000;

/**
 * The open event streams of this process. Each replica gets all changes from the database, and sends them to its own
 * readers.
 */
@Injectable()
export class ChangeStreams implements OnModuleDestroy {
  private readonly open = new Map<ChangeStream, string>();
  private readonly recent = new RecentChanges();
  private hears = false;
  private isStopping = false;

  constructor(
    private readonly notifications: Notifications,
    private readonly authenticator: Authenticator,
    private readonly drain: Drain,
  ) {}

  /** `age` is how many milliseconds ago the reader last knew how things stand. */
  async follow(request: FastifyRequest, reply: FastifyReply, principal: Principal, age: number): Promise<ChangeStream> {
    const reader = readerOf(principal);
    this.admit(reader);
    const stream = new ChangeStream({ principal, ask: () => this.authenticator.stillKnown(request) });
    // At once, so that those who come together are counted together.
    this.open.set(stream, reader);
    const forget = (): boolean => this.open.delete(stream);
    try {
      await this.hear();
    } catch (error) {
      forget();
      throw error;
    }
    const beat = setInterval(() => {
      stream.beat();
      void stream.check();
    }, BEAT_EVERY);
    const longest = setTimeout(() => stream.end('time'), LONGEST);
    this.drain.letLast(reply.raw, () => stream.end('stopping'));
    // Also where only the headers were asked for.
    reply.raw.once('close', () => stream.output.destroy());
    stream.output.once('close', () => {
      clearInterval(beat);
      clearTimeout(longest);
      forget();
    });
    stream.begin(this.recent.ofLast(age));
    if (reply.raw.destroyed || this.isStopping) stream.end('stopping');
    return stream;
  }

  onModuleDestroy(): void {
    this.isStopping = true;
    for (const stream of this.open.keys()) stream.end('stopping');
  }

  private admit(reader: string): void {
    if (this.isStopping || this.drain.isDraining || this.open.size >= MOST_IN_ALL) throw new StreamsBusyError();
    const own = [...this.open.values()].filter((other) => other === reader).length;
    if (own >= MOST_OF_ONE) throw new TooManyStreamsError(MOST_OF_ONE);
  }

  private async hear(): Promise<void> {
    await this.notifications.listen(CHANNEL, {
      onNotification: (payload) => this.pass(payload),
      onGap: () => {
        this.recent.startAnew();
        for (const stream of this.open.keys()) stream.tellOfAnything();
      },
    });
    if (this.hears) return;
    this.hears = true;
    this.recent.startAnew();
  }

  private pass(payload: string): void {
    const change = changeIn(payload);
    if (change === null) return;
    if (change === ACCESS_CHANGE) {
      for (const stream of this.open.keys()) void stream.check();
      return;
    }
    this.recent.add(change);
    for (const stream of this.open.keys()) stream.tell(change);
  }
}

/** Whose streams are counted together. */
function readerOf(principal: Principal): string {
  if (principal.kind === 'person') return `account ${principal.accountId}`;
  return principal.owner === null ? `token ${principal.tokenId}` : `account ${principal.owner.accountId}`;
}
