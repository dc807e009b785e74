/** Bytes put together from pieces, in one buffer that grows by doubling. */
export class ByteCollector {
  private buffer = Buffer.alloc(0);
  private used = 0;

  get length(): number {
    return this.used;
  }

  add(bytes: Uint8Array): void {
    const needed = this.used + bytes.length;
    if (needed > this.buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.buffer.length * 2, 1024));
      this.buffer.copy(larger, 0, 0, this.used);
      this.buffer = larger;
    }
    this.buffer.set(bytes, this.used);
    this.used = needed;
  }

  /** A view, good until the next `add` or `clear`. */
  bytes(): Buffer {
    return this.buffer.subarray(0, this.used);
  }

  /** Forgets the bytes and, so that one large piece does not stay for good, a large buffer too. */
  clear(): void {
    this.used = 0;
    if (this.buffer.length > 1024 * 1024) this.buffer = Buffer.alloc(0);
  }
}
