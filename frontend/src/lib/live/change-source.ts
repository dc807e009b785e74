/** What the API tells of: which kind of thing changed, of which artifact; null for any. */
export interface LiveChange {
  readonly kind: 'report' | 'verdict' | 'deployment' | 'waiver' | 'policy';
  readonly artifactId: string | null;
}

/** In milliseconds: pages that are only looked at for a moment need not follow. */
const START_AFTER = 2_000;

/** In milliseconds. The session ends half an hour after its last request: an unused page must not keep it alive. */
const FOLLOWS_FOR = 5 * 60_000;

/** In milliseconds: between two attempts to connect, the first and the longest. */
const RETRY = { first: 2_000, longest: 60_000 };

/** In milliseconds: an answer may have been on its way for so long when the connection broke. */
const SLACK = 2_000;

const ACTIVITY = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart', 'focus'] as const;

/**
 * Follows changes by server-sent events while the tab is visible and in use. When it starts again after a pause, it
 * reports how long the pause was, so that missed changes are loaded.
 */
export class ChangeSource {
  private source: EventSource | null = null;
  /** Whether the source tells all that happens. */
  private isReady = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private retryAfter = RETRY.first;
  private usedAt = Date.now();
  /** How things stood then is known. A page shows them as they were when it was asked for. */
  private knownAt = { clock: performance.timeOrigin, running: 0 };

  constructor(
    private readonly path: string,
    private readonly onChanges: (changes: readonly LiveChange[]) => void,
  ) {}

  /** Returns how to stop. */
  start(): () => void {
    const isUsed = () => {
      this.usedAt = Date.now();
      if (this.source === null && this.timer === undefined && document.visibilityState === 'visible') this.connect();
    };
    const onVisibility = () => {
      if (document.visibilityState === 'visible') isUsed();
      else this.disconnect();
    };
    const idle = setInterval(() => {
      if (Date.now() - this.usedAt > FOLLOWS_FOR) this.disconnect();
    }, 30_000);
    for (const name of ACTIVITY) window.addEventListener(name, isUsed, { passive: true });
    document.addEventListener('visibilitychange', onVisibility);
    if (document.visibilityState === 'visible') this.connectAfter(START_AFTER);
    return () => {
      clearInterval(idle);
      for (const name of ACTIVITY) window.removeEventListener(name, isUsed);
      document.removeEventListener('visibilitychange', onVisibility);
      this.disconnect();
    };
  }

  private connectAfter(milliseconds: number): void {
    this.timer = setTimeout(() => this.connect(), milliseconds);
  }

  private connect(): void {
    this.timer = undefined;
    const source = new EventSource(`${this.path}?age=${this.age()}`);
    this.source = source;
    this.isReady = false;
    source.addEventListener('ready', () => {
      this.isReady = true;
      this.retryAfter = RETRY.first;
    });
    source.addEventListener('change', ({ data }: MessageEvent<string>) => {
      this.onChanges((JSON.parse(data) as { changes: LiveChange[] }).changes);
    });
    // EventSource itself would reconnect with an outdated age.
    const again = () => {
      if (this.source !== source) return;
      this.forget();
      this.connectAfter(this.retryAfter * (1 + Math.random()));
      this.retryAfter = Math.min(this.retryAfter * 2, RETRY.longest);
    };
    source.addEventListener('end', again);
    source.addEventListener('error', again);
  }

  private disconnect(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.source !== null) this.forget();
  }

  private forget(): void {
    this.source?.close();
    this.source = null;
    // Until now all that happened was told.
    if (this.isReady) this.knownAt = { clock: Date.now() - SLACK, running: performance.now() - SLACK };
    this.isReady = false;
  }

  /** In milliseconds. One of the clocks may stand still while the machine sleeps, the other may be set. */
  private age(): number {
    const { clock, running } = this.knownAt;
    return Math.min(Math.ceil(Math.max(Date.now() - clock, performance.now() - running, 0)), 86_400_000);
  }
}
