import type { KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { Configuration } from '../../config/configuration.js';
import type { Remark } from '../../core/reports/scan.js';
import type { SignerOf } from '../../core/trust/bundle-signer.js';
import { UntrustedSigner } from '../../core/trust/untrusted-signer.js';
import { publicKeysIn, UnusableKeyError } from '../../core/signatures/public-keys.js';
import { readVex } from '../../core/vex/read-vex.js';
import type { VexContent, VexFormat } from '../../core/vex/vex-document.js';
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
  /** What it is signed with (PEM), where that is said. */
  readonly publicKey: string | null;
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
  /** Fingerprints of keys, and who has signed it without one (`signer:IDENTITY issuer:URL`). */
  readonly signedBy: readonly string[];
  /** The latest date that any of it bears. */
  readonly latestAt: string | null;
  readonly statementCount: number;
  readonly remarks: readonly Remark[];
}

/** Reads a VEX document that has arrived: all of the work that takes a processor's time. Throws VexRefusedError. */
@Injectable()
export class VexReading {
  private signerOf: Promise<SignerOf> | null = null;

  constructor(
    private readonly configuration: Configuration,
    private readonly memory: MemoryWatch,
  ) {}

  async read({ body: kept, publicKey }: ArrivedVex): Promise<ReadVex> {
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
    const content = contentOf(bytes, publicKey, await this.signer());
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
      signedBy: signaturesOf(content),
      latestAt: dates.reduce<string | null>((latest, date) => (latest === null || date > latest ? date : latest), null),
      statementCount: statements.length,
      remarks,
    };
  }

  /** Null where there is no trusted root. Loaded where it is needed: it takes as long as all the rest. */
  private signer(): Promise<SignerOf> | null {
    const path = this.configuration.get('VEX_TRUSTED_ROOT_FILE');
    if (path === undefined) return null;
    this.signerOf ??= readSigner(path);
    return this.signerOf;
  }
}

async function readSigner(path: string): Promise<SignerOf> {
  const { bundleSigner } = await import('../../core/trust/bundle-signer.js');
  return bundleSigner(await readFile(path, 'utf8'));
}

function signaturesOf({ attestation }: VexContent): string[] {
  if (attestation === null) return [];
  return attestation.signer === undefined ? [...attestation.signedBy] : [...attestation.signedBy, attestation.signer];
}

function contentOf(bytes: Uint8Array, publicKey: string | null, signerOf: SignerOf | null): VexContent {
  try {
    if (publicKey === null) return readVex(bytes, [], signerOf?.(bytes) ?? null);
    const keys = keysIn(publicKey);
    const content = readVex(bytes, keys);
    if (content.attestation === null) throw new VexError('vex_signature', 'the document is not signed');
    if (content.attestation.signedBy.length === 0) {
      throw new VexError('vex_signature', 'the document is not signed with the public key that it was sent with');
    }
    return content;
  } catch (error) {
    if (error instanceof UntrustedSigner) {
      throw new VexRefusedError(new VexError('vex_signature', `its signature does not count: ${error.message}`));
    }
    throw error instanceof VexError ? new VexRefusedError(error) : error;
  }
}

function keysIn(publicKey: string): KeyObject[] {
  let keys: KeyObject[];
  try {
    keys = publicKeysIn(publicKey, 'publicKey');
  } catch (error) {
    throw error instanceof UnusableKeyError ? new VexError('vex_signature', error.message.replace(/\.$/, '')) : error;
  }
  if (keys.length <= VEX_LIMITS.keys) return keys;
  throw new VexError('vex_limit', `more than ${VEX_LIMITS.keys} public keys are given`);
}

async function* oneOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
