import { DamagedWordError } from './damaged-word-error.js';

/** Reads what ByteWriter wrote. Throws DamagedWordError where there is less than is asked for. */
export class ByteReader {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  byte(): number {
    const value = this.bytes[this.at++];
    if (value === undefined) throw new DamagedWordError('it ends too early');
    return value;
  }

  whole(): number {
    let value = 0;
    for (let unit = 1; unit <= Number.MAX_SAFE_INTEGER; unit *= 0x80) {
      const byte = this.byte();
      value += (byte & 0x7f) * unit;
      if (byte < 0x80 && value <= Number.MAX_SAFE_INTEGER) return value;
    }
    throw new DamagedWordError('it has a number that is too large');
  }

  double(): number {
    return this.take(8).readDoubleLE();
  }

  take(count: number): Buffer {
    const end = this.at + count;
    if (end > this.bytes.length) throw new DamagedWordError('it ends too early');
    const taken = this.bytes.subarray(this.at, end);
    this.at = end;
    return taken;
  }

  isAtEnd(): boolean {
    return this.at === this.bytes.length;
  }
}
