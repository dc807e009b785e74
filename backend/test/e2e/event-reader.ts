import { type Caller, type TestApi } from './api.js';

export interface StreamedEvent {
  readonly event: string;
  readonly data: unknown;
}

export interface StreamedChange {
  readonly kind: string;
  readonly artifactId: string | null;
}

/** Server-sent events as a browser reads them. */
export class EventReader {
  readonly events: StreamedEvent[] = [];
  /** Ends when the answer does. */
  readonly ended: Promise<void>;

  private constructor(
    body: ReadableStream<Uint8Array>,
    private readonly abort: AbortController,
  ) {
    this.ended = this.read(body).catch(() => undefined);
  }

  /** The answer where it is no stream. */
  static async open(api: TestApi, as: Caller, query = ''): Promise<EventReader> {
    const abort = new AbortController();
    const response = await fetch(`${api.url}/api/v1/events${query}`, {
      headers: {
        Accept: 'text/event-stream',
        ...('cookie' in Object(as) ? { Cookie: (as as { cookie: string }).cookie } : {}),
        ...('token' in Object(as) ? { Authorization: `Bearer ${(as as { token: string }).token}` } : {}),
      },
      signal: abort.signal,
    });
    if (!response.ok || response.body === null) throw new Error(`${response.status} ${await response.text()}`);
    const reader = new EventReader(response.body, abort);
    await reader.until(() => reader.events.some(({ event }) => event === 'ready'));
    return reader;
  }

  /** All that was told so far. */
  get changes(): StreamedChange[] {
    return this.events.flatMap(({ event, data }) =>
      event === 'change' ? (data as { changes: StreamedChange[] }).changes : [],
    );
  }

  get end(): unknown {
    return this.events.find(({ event }) => event === 'end')?.data;
  }

  async until(isThere: () => boolean, milliseconds = 10_000): Promise<void> {
    const deadline = Date.now() + milliseconds;
    while (!isThere()) {
      if (Date.now() > deadline) throw new Error(`It is not there in time. Told: ${JSON.stringify(this.events)}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** Goes away. */
  close(): void {
    this.abort.abort();
  }

  private async read(body: ReadableStream<Uint8Array>): Promise<void> {
    let text = '';
    for await (const part of body.pipeThrough(new TextDecoderStream())) {
      text += part;
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const field = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
        const event = field('event');
        if (event !== undefined) this.events.push({ event, data: JSON.parse(field('data') ?? 'null') });
      }
    }
  }
}
