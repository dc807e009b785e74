import { createHash } from 'node:crypto';

/** Hashes and counts a report's bytes while they pass to another reader. */
export class ReportHash {
  private readonly hash = createHash('sha256');
  private bytes = 0;

  async *over(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      this.bytes += chunk.length;
      this.hash.update(chunk);
      yield chunk;
    }
  }

  /** Of what has passed; called once. Hex digits. */
  end(): { readonly sha256: string; readonly sizeBytes: number } {
    return { sha256: this.hash.digest('hex'), sizeBytes: this.bytes };
  }
}
