import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { errorCode } from './disk-error.js';
import { guardChild } from './guard.js';
import { LaunchError } from './launch-error.js';
import { LogFile } from './log-file.js';
import type { Part } from './part.js';

/** A process that the launcher starts and stops: the API, the web console, a compiler that watches. */
export interface ServiceOptions {
  name: string;
  /** Arguments of this Node. */
  arguments: readonly string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  logFile: string;
  onLine(line: string, source: 'stdout' | 'stderr'): void;
}

/** How long an orderly stop may take before the process is killed. */
const STOP_PATIENCE_MS = 25_000;
const LAST_LINES = 15;

export class Service implements Part {
  readonly name: string;
  readonly logFile: string;
  /** Settles when the process has ended, whatever ended it. */
  readonly exited: Promise<void>;
  private readonly child: ChildProcess;
  private readonly lastLines: string[] = [];
  private hasEnded = false;

  constructor(private readonly options: ServiceOptions) {
    this.name = options.name;
    this.logFile = options.logFile;
    this.child = spawn(process.execPath, options.arguments, {
      cwd: options.cwd,
      env: options.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      // A session of its own: Ctrl-C in the terminal reaches the launcher alone, which stops things in order.
      detached: process.platform !== 'win32',
    });
    const log = new LogFile(options.logFile);
    this.follow(this.child.stdout, 'stdout', log);
    this.follow(this.child.stderr, 'stderr', log);
    this.exited = this.followToTheEnd(log);
  }

  /** Null while it runs, and where a signal ended it. */
  get exitCode(): number | null {
    return this.child.exitCode;
  }

  /** Of a process that has ended: "ended with 1". */
  get howItEnded(): string {
    return this.child.signalCode ? `was ended by ${this.child.signalCode}` : `ended with ${this.child.exitCode}`;
  }

  /** What to tell the user once it has ended without being asked to. */
  failure(): LaunchError {
    const first = `The ${this.name} ${this.howItEnded}. Its last lines (all are in ${this.logFile}):`;
    return new LaunchError([first, ...this.lastLines].join('\n  '));
  }

  async stop(): Promise<void> {
    this.signal('SIGTERM');
    const timer = setTimeout(() => this.kill(), STOP_PATIENCE_MS);
    await this.exited;
    clearTimeout(timer);
  }

  kill(): void {
    this.signal('SIGKILL');
  }

  private async followToTheEnd(log: LogFile): Promise<void> {
    const dismissGuard = this.child.pid === undefined ? undefined : guardChild(-this.child.pid, 'TERM');
    await new Promise<void>((resolve) => {
      this.child.once('close', () => resolve());
      this.child.once('error', () => resolve());
    });
    this.hasEnded = true;
    await dismissGuard?.();
    log.close();
  }

  private signal(signal: 'SIGTERM' | 'SIGKILL'): void {
    // Of what has ended, the number may be another's by now.
    if (this.child.pid === undefined || this.hasEnded) return;
    if (process.platform === 'win32') {
      this.child.kill(signal);
      return;
    }
    try {
      process.kill(-this.child.pid, signal);
    } catch (error) {
      if (errorCode(error) !== 'ESRCH') throw error;
    }
  }

  private follow(stream: Readable | null, source: 'stdout' | 'stderr', log: LogFile): void {
    if (stream === null) return;
    createInterface({ input: stream }).on('line', (line) => {
      log.write(line);
      this.lastLines.push(line);
      if (this.lastLines.length > LAST_LINES) this.lastLines.shift();
      this.options.onLine(line, source);
    });
  }
}
