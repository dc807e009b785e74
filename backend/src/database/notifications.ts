import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Client } from 'pg';
import { LOG, type Log } from '../common/logging/log.js';
import { Configuration } from '../config/configuration.js';

export interface NotificationListener {
  /** What `pg_notify` was given. */
  readonly onNotification: (payload: string) => void;
  /** The connection was lost, and is there again: what was told meanwhile is not known. */
  readonly onGap: () => void;
}

/** In milliseconds. */
const RETRY_AFTER = 1_000;

/** In milliseconds: a connection that is gone without a word is noticed after so long. */
const ASK_EVERY = 15_000;

/**
 * What PostgreSQL tells of one channel, on a connection beside the pool: it is opened with the first subscriber, so
 * that an API without subscribers needs none, and is kept from then on.
 */
@Injectable()
export class Notifications implements OnApplicationShutdown {
  private opening: Promise<void> | undefined;
  private client: Client | undefined;
  private asking: NodeJS.Timeout | undefined;
  private isOver = false;

  constructor(
    private readonly configuration: Configuration,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * Ends when notifications from then on are delivered. Rejects where the database cannot be reached: then it can be
   * tried again.
   */
  listen(channel: string, listener: NotificationListener): Promise<void> {
    this.opening ??= this.open(channel, listener).catch((error: unknown) => {
      this.opening = undefined;
      throw error;
    });
    return this.opening;
  }

  async onApplicationShutdown(): Promise<void> {
    this.isOver = true;
    clearInterval(this.asking);
    await this.opening?.catch(() => undefined);
    await this.client?.end().catch(() => undefined);
  }

  private async open(channel: string, listener: NotificationListener): Promise<void> {
    const patience = this.configuration.get('DATABASE_ACQUIRE_TIMEOUT_MS');
    const client = new Client({
      connectionString: this.configuration.get('DATABASE_URL'),
      application_name: 'plimsoll api, listening',
      connectionTimeoutMillis: patience,
      query_timeout: patience,
      keepAlive: true,
    });
    // An error of a connection in use is followed by its end.
    client.on('error', (error) => this.log.warn({ err: error }, 'the connection that hears of changes broke'));
    try {
      await client.connect();
      client.on('notification', ({ payload = '' }) => listener.onNotification(payload));
      await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    this.client = client;
    const asking = setInterval(() => {
      client.query('SELECT').catch(() => client.end().catch(() => undefined));
    }, ASK_EVERY).unref();
    this.asking = asking;
    client.once('end', () => {
      clearInterval(asking);
      this.openAgain(channel, listener);
    });
  }

  private openAgain(channel: string, listener: NotificationListener): void {
    if (this.isOver) return;
    setTimeout(() => {
      if (this.isOver) return;
      this.open(channel, listener).then(
        () => listener.onGap(),
        () => this.openAgain(channel, listener),
      );
    }, RETRY_AFTER).unref();
  }
}
