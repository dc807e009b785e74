import { setTimeout as delay } from 'node:timers/promises';
import { LastingService, type LastingServiceOptions, type Process } from './lasting-service.js';
import { LaunchError } from './launch-error.js';

/** A process that ends when the test says so. */
class FakeProcess implements Process {
  readonly name = 'API';
  readonly logFile = '/data/logs/api.log';
  exitCode: number | null = null;
  readonly exited: Promise<void>;
  end: (code: number | null) => void = () => undefined;

  constructor() {
    this.exited = new Promise((resolve) => {
      this.end = (code) => {
        this.exitCode = code;
        resolve();
      };
    });
  }

  get howItEnded(): string {
    return `ended with ${this.exitCode}`;
  }

  failure(): LaunchError {
    return new LaunchError(`The API ${this.howItEnded}. Its last lines (all are in ${this.logFile}):`);
  }

  stop(): Promise<void> {
    this.end(0);
    return this.exited;
  }

  kill(): void {
    this.end(null);
  }
}

describe('LastingService', () => {
  let processes: FakeProcess[];
  let said: string[];

  beforeEach(() => {
    processes = [];
    said = [];
  });

  function startService(options: Partial<LastingServiceOptions> = {}): LastingService {
    return new LastingService({
      start() {
        const process = new FakeProcess();
        processes.push(process);
        return process;
      },
      untilHealthy: () => Promise.resolve(),
      say: (line) => said.push(line),
      waitsMs: [1, 2, 3],
      ...options,
    });
  }

  /** Fails rather than to wait for ever, which would end the whole run. */
  async function until(hasHappened: () => boolean): Promise<void> {
    const deadline = Date.now() + 4_000;
    while (!hasHappened()) {
      if (Date.now() > deadline) throw new Error('It did not happen within 4 s.');
      await delay(1);
    }
  }

  async function untilStarted(count: number): Promise<FakeProcess> {
    await until(() => processes.length >= count);
    return processes[count - 1] as FakeProcess;
  }

  it('starts again what ends once it was up, and says so, with where the log is', async () => {
    const service = startService();
    service.keepUp();
    processes[0]?.end(1);
    const second = await untilStarted(2);
    await delay(1);

    expect(said).toEqual([
      'The API ended with 1. Plimsoll starts it again in 0.001 s (attempt 1 of 3). Its log: /data/logs/api.log',
      'The API is up again.',
    ]);
    await service.stop();
    expect(second.exitCode).toBe(0);
    expect(processes).toHaveLength(2);
  });

  it('does not start again what never came up', async () => {
    const service = startService();
    processes[0]?.end(1);
    await service.exited;

    expect(said).toEqual([]);
    expect(service.failure().message).toMatch(/^The API ended with 1\. Its last lines/);
  });

  it('gives up what keeps ending', async () => {
    const service = startService();
    service.keepUp();
    for (const count of [1, 2, 3, 4]) (await untilStarted(count)).end(1);
    await service.exited;

    expect(processes).toHaveLength(4);
    expect(service.failure()).toBeInstanceOf(LaunchError);
    expect(service.failure().message).toMatch(
      /^The API keeps ending: it was started again 3 times\. Plimsoll stops\. The API ended with 1\. .*api\.log/,
    );
  });

  it('counts from the beginning after the service has run for some time', async () => {
    const service = startService({ steadyMs: 0 });
    service.keepUp();
    for (let count = 1; count <= 6; count += 1) (await untilStarted(count)).end(1);
    await untilStarted(7);

    expect(said.filter((line) => line.includes('attempt 1 of 3'))).toHaveLength(6);
    await service.stop();
  });

  it('does not try again with a configuration that is wrong', async () => {
    const service = startService();
    service.keepUp();
    processes[0]?.end(1);
    (await untilStarted(2)).end(2);
    await service.exited;

    expect(processes).toHaveLength(2);
    expect(service.failure().message).toMatch(/^The API ended with 2\./);
  });

  it.each(['stop', 'kill'] as const)('ends at once on %s, also while it waits', async (how) => {
    const service = startService({ waitsMs: [600_000] });
    service.keepUp();
    processes[0]?.end(1);
    await until(() => said.length > 0);
    await service[how]();
    await service.exited;

    expect(processes).toHaveLength(1);
  });

  it('says what keeps a new process from answering, unless that is its end', async () => {
    const service = startService({
      untilHealthy: (_name, signal) =>
        signal.aborted ? Promise.reject(signal.reason) : Promise.reject(new LaunchError('The API was not healthy.')),
    });
    service.keepUp();
    processes[0]?.end(1);
    await untilStarted(2);
    await delay(1);

    expect(said.at(-1)).toBe('The API was not healthy.');
    await service.stop();
  });
});
