import { Injectable } from '@nestjs/common';
import { Configuration } from '../../config/configuration.js';
import type { Remark } from '../../core/reports/scan.js';
import { readVex } from '../../core/vex/read-vex.js';
import type { VexFormat } from '../../core/vex/vex-document.js';
import { VexError } from '../../core/vex/vex-error.js';
import { vexJson } from '../../core/vex/vex-json.js';
import { VEX_LIMITS } from '../../core/vex/vex-limits.js';
import { compress } from '../archive/compress.js';
import { decodeBody } from '../archive/decode-body.js';
import { ReportHash } from '../archive/report-hash.js';
import type { KeptBody } from './body-spool.js';
import { bytesOf, PIECE } from './kept-bytes.js';
import { VexRefusedError } from './vex-refused.error.js';
import { MemoryWatch } from './worker/memory-watch.js';

/** A VEX document that has arrived: data alone. */
export interface ArrivedVex {
  readonly body: KeptBody;
}

/** A document as read and as it is kept: data alone. */
export interface ReadVex {
  /** Of the bytes as decoded, hexadecimal. */
  readonly sha256: string;
  readonly sizeBytes: number;
  /** The bytes, in Brotli. */
  readonly body: Uint8Array;
  /** `vexJson` of what was read. */
  readonly content: string;
  readonly format: VexFormat;
  readonly name: string | null;
  readonly author: string | null;
  readonly issuedAt: string | null;
  /** The latest date that any of it bears. */
  readonly latestAt: string | null;
  readonly statementCount: number;
  readonly remarks: readonly Remark[];
}

/** Reads a VEX document that has arrived: all of the work that takes a processor's time. Throws VexRefusedError. */
@Injectable()
export class VexReading {
  constructor(
    private readonly configuration: Configuration,
    private readonly memory: MemoryWatch,
  ) {}

  async read({ body: kept }: ArrivedVex): Promise<ReadVex> {
    const limits = {
      bytes: Math.min(VEX_LIMITS.bytes, this.configuration.get('BODY_LIMIT')),
      ratio: kept.isCompressedHere ? Infinity : this.configuration.get('DECOMPRESSION_RATIO_LIMIT'),
    };
    const hash = new ReportHash();
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.memory.over(hash.over(decodeBody(bytesOf(kept, PIECE), kept.encoding, limits)))) {
      chunks.push(chunk);
    }
    const bytes = Buffer.concat(chunks);
    const content = contentOf(bytes);
    const { format, id, author, issuedAt, statements, remarks } = content;
    const dates = [issuedAt, ...statements.map(({ saidAt }) => saidAt)].filter((date) => date !== null);
    return {
      ...hash.end(),
      body: new Uint8Array(Buffer.concat(await compress(oneOf(bytes)))),
      content: vexJson(content),
      format,
      name: id,
      author,
      issuedAt,
      latestAt: dates.reduce<string | null>((latest, date) => (latest === null || date > latest ? date : latest), null),
      statementCount: statements.length,
      remarks,
    };
  }
}

function contentOf(bytes: Uint8Array): ReturnType<typeof readVex> {
  try {
    return readVex(bytes);
  } catch (error) {
    throw error instanceof VexError ? new VexRefusedError(error) : error;
  }
}

async function* oneOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
