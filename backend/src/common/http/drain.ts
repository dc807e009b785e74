import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate as nextRound, setTimeout as delay } from 'node:timers/promises';
import { countWaiting } from './waiting-connections.js';

/** In milliseconds: who has sent nothing for so long is not about to send. */
const QUIET = 500;

/** In milliseconds: the server stops listening after this time, even if clients still send. */
const PATIENCE = 5_000;

/** In milliseconds: for so long those are let in who wait to be accepted, if others take their place again and again. */
const DOOR = 1_000;

/** In milliseconds. */
const LOOK_EVERY = 20;

/** In milliseconds. */
const RECENT = 250;

interface Connection {
  /** Requests whose answers are not all written. */
  open: number;
  /** Of those, answers that go on until their reader has enough. */
  lasting: number;
  /** How many bytes had been read when it was answered last: more of them are the beginning of a request. */
  readThen: number;
  quietSince: number;
}

/**
 * Closes the connections of clients before the server stops. A client can be sending on a connection that is being
 * closed, and would get no answer. So each answer says that it is the last of its connection, and a connection is
 * closed without an answer only if nothing was sent on it for a while. Until then every request is served.
 */
export class Drain {
  private readonly connections = new Map<Socket, Connection>();
  private lastRequest = 0;
  private hasBegun = false;
  private readonly lasting = new Set<() => void>();
  private door: Promise<void> | undefined;

  constructor(private readonly server: Server) {
    server.on('connection', (socket: Socket) => this.follow(socket));
    server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => this.count(socket, response));
  }

  /** Each answer now is the last of its connection, and the server says that it is not ready. */
  get isDraining(): boolean {
    return this.hasBegun;
  }

  /** What a request waits for before it is looked at: nothing, but for a moment while the door is shut. */
  get admission(): Promise<void> | undefined {
    return this.door;
  }

  /** Whether a request is being answered, or one came just now, after which the next is likely. */
  get isServing(): boolean {
    if (performance.now() - this.lastRequest < RECENT && this.lastRequest > 0) return true;
    return [...this.connections.values()].some(({ open, lasting }) => open > lasting);
  }

  /**
   * For an answer that goes on until its reader has enough: it counts as no request that others make way for, and `end` is called when the
   * server is to be stopped.
   */
  letLast(response: ServerResponse, end: () => void): void {
    const connection = response.socket === null ? undefined : this.connections.get(response.socket);
    if (connection !== undefined) connection.lasting += 1;
    this.lasting.add(end);
    response.once('close', () => {
      if (connection !== undefined) connection.lasting -= 1;
      this.lasting.delete(end);
    });
  }

  /** Ends when every request that was sent is answered and no client is connected any more. */
  async run(): Promise<void> {
    this.hasBegun = true;
    for (const end of this.lasting) end();
    await this.untilQuiet();
    const closed = new Promise((resolve) => this.server.once('close', resolve));
    this.door = this.shutTheDoor();
    await this.door;
    this.door = undefined;
    await Promise.all([closed, this.closeQuiet()]);
  }

  private follow(socket: Socket): void {
    this.connections.set(socket, { open: 0, lasting: 0, readThen: 0, quietSince: performance.now() });
    socket.once('close', () => this.connections.delete(socket));
  }

  private count(socket: Socket, response: ServerResponse): void {
    this.lastRequest = performance.now();
    const connection = this.connections.get(socket);
    if (connection === undefined) return;
    connection.open += 1;
    response.once('close', () => {
      connection.open -= 1;
      connection.readThen = socket.bytesRead;
      connection.quietSince = performance.now();
    });
  }

  private async untilQuiet(): Promise<void> {
    const began = performance.now();
    const until = began + PATIENCE;
    for (let now = began; now < until; now = performance.now()) {
      if (now - Math.max(began, this.lastRequest) >= QUIET) return;
      await delay(LOOK_EVERY);
    }
  }

  /**
   * Stops listening when no connection waits to be accepted: the system takes connections before this process does, and
   * resets those that it has not taken over by then. Connected clients wait meanwhile, because they would connect again
   * immediately.
   */
  private async shutTheDoor(): Promise<void> {
    const address = this.server.address();
    const place = typeof address === 'object' ? address : null;
    const hasWaiting = (): boolean => place !== null && countWaiting(place) > 0;
    const until = performance.now() + DOOR;
    while (hasWaiting() && performance.now() < until) await nextRound();
    // In the same tick: a client that connects now is refused before it has sent anything.
    this.server.close();
  }

  private async closeQuiet(): Promise<void> {
    while (this.connections.size > 0) {
      for (const [socket, { open, readThen, quietSince }] of this.connections) {
        const isQuiet = open === 0 && socket.bytesRead === readThen && performance.now() - quietSince >= QUIET;
        if (isQuiet) socket.destroySoon();
      }
      await delay(LOOK_EVERY);
    }
  }
}
