import { TextDecoder } from 'node:util';

/**
 * A report's bytes as UTF-8 without a byte order mark. Windows PowerShell's `>` writes UTF-16, so that is
 * taken too and transcoded. JSON begins with an ASCII character, which tells the encodings apart.
 */
export class Utf8Bytes {
  private head: Buffer | null = Buffer.alloc(0);
  private decoder: TextDecoder | null = null;
  private name: string | null = null;

  /** `UTF-16LE` or `UTF-16BE` where the report was transcoded. */
  get transcodedFrom(): string | null {
    return this.name;
  }

  write(bytes: Uint8Array): Uint8Array {
    if (this.head === null) return this.pass(bytes);
    const head = Buffer.concat([this.head, bytes]);
    if (head.length < 4) {
      this.head = head;
      return new Uint8Array();
    }
    return this.begin(head);
  }

  end(): Uint8Array {
    const rest = this.head === null ? new Uint8Array() : this.begin(this.head);
    const tail = this.decoder?.decode() ?? '';
    return tail === '' ? rest : Buffer.concat([rest, Buffer.from(tail)]);
  }

  private begin(head: Buffer): Uint8Array {
    this.head = null;
    this.name = encodingOf(head);
    if (this.name !== null) {
      // Drops the byte order mark itself.
      this.decoder = new TextDecoder(this.name.toLowerCase());
      return this.pass(head);
    }
    const hasMark = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;
    return hasMark ? head.subarray(3) : head;
  }

  private pass(bytes: Uint8Array): Uint8Array {
    return this.decoder === null ? bytes : Buffer.from(this.decoder.decode(bytes, { stream: true }));
  }
}

function encodingOf(head: Buffer): string | null {
  const [first, second] = head;
  if (first === 0xff && second === 0xfe) return 'UTF-16LE';
  if (first === 0xfe && second === 0xff) return 'UTF-16BE';
  if (head.length < 2 || first === undefined || second === undefined) return null;
  if (first !== 0 && second === 0 && head[2] !== 0) return 'UTF-16LE';
  if (first === 0 && second !== 0) return 'UTF-16BE';
  return null;
}
