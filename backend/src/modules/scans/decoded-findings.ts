import { isMainThread } from 'node:worker_threads';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { FindingColumns } from '../../core/columns/finding-columns.js';
import type { FindingTexts } from '../../core/columns/finding-texts.js';

/** What has been decoded of one version of an artifact's row. */
export interface Decoded {
  /** Names the version: no other has it. */
  readonly version: RowVersion;
  readonly columns: FindingColumns;
  /** Null until they are asked for. */
  readonly texts: FindingTexts | null;
  /** Of the decoded blocks. */
  readonly bytes: number;
}

/** Which transaction wrote a row, and where it lies in its table: block and item. */
export interface RowVersion {
  readonly transaction: number;
  readonly block: number;
  readonly item: number;
}

/**
 * In bytes, of all that is held. Threads that read reports have a limit of memory of their own, and hold nothing: they are asked about an
 * artifact once.
 */
const MOST_BYTES = isMainThread ? 48 * 1024 * 1024 : 0;

/** What decoded blocks take with the texts and objects that are made of them, for each byte of theirs. */
const TIMES = 3;

/** In milliseconds since it was last asked for. */
const KEPT_MS = 60_000;

interface Held {
  readonly decoded: Decoded;
  usedAt: number;
}

/**
 * Findings that were decoded a moment ago: who pages through a list or asks the gate for one environment after the
 * other asks for the same again. A caller must read its version from the database in the same statement: a row that was
 * written since has another.
 */
@Injectable()
export class DecodedFindings implements OnModuleDestroy {
  /** Those used last at the end. */
  private readonly held = new Map<number, Held>();
  private bytes = 0;
  private timer: NodeJS.Timeout | undefined;

  find(artifactId: number): Decoded | null {
    const held = this.held.get(artifactId);
    if (held === undefined) return null;
    held.usedAt = Date.now();
    this.held.delete(artifactId);
    this.held.set(artifactId, held);
    return held.decoded;
  }

  /** Lets go of what was used longest ago where there is no room; holds nothing that alone takes more than half of it. */
  hold(artifactId: number, decoded: Decoded): void {
    this.drop(artifactId);
    const size = sizeOf(decoded);
    if (size > MOST_BYTES / 2) return;
    this.held.set(artifactId, { decoded, usedAt: Date.now() });
    this.bytes += size;
    for (const other of this.held.keys()) {
      if (this.bytes <= MOST_BYTES) break;
      this.drop(other);
    }
    this.timer ??= setInterval(() => this.dropUnused(), KEPT_MS / 2).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
    this.held.clear();
  }

  private dropUnused(): void {
    const since = Date.now() - KEPT_MS;
    for (const [artifactId, { usedAt }] of this.held) if (usedAt <= since) this.drop(artifactId);
    if (this.held.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private drop(artifactId: number): void {
    const held = this.held.get(artifactId);
    if (held === undefined) return;
    this.held.delete(artifactId);
    this.bytes -= sizeOf(held.decoded);
  }
}

function sizeOf({ bytes }: Decoded): number {
  return bytes * TIMES;
}
