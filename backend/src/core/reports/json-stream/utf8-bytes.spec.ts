import * as fc from 'fast-check';
import { Utf8Bytes } from './utf8-bytes.js';

function utf8(bytes: Uint8Array, cuts: readonly number[]): { text: string; from: string | null } {
  const reader = new Utf8Bytes();
  const read: Uint8Array[] = [];
  let start = 0;
  for (const cut of cuts) {
    read.push(Buffer.from(reader.write(bytes.subarray(start, start + cut))));
    start += cut;
  }
  read.push(Buffer.from(reader.write(bytes.subarray(start))), reader.end());
  return { text: Buffer.concat(read).toString('utf8'), from: reader.transcodedFrom };
}

const TEXT = '{"name":"Grüße, 漢字 🚢"}';
const UTF_16 = Buffer.from(TEXT, 'utf16le');

describe('Utf8Bytes', () => {
  it.each([
    ['UTF-8', Buffer.from(TEXT), null],
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${TEXT}`), null],
    ['UTF-16LE', UTF_16, 'UTF-16LE'],
    ['UTF-16LE with a byte order mark', Buffer.from(`\uFEFF${TEXT}`, 'utf16le'), 'UTF-16LE'],
    ['UTF-16BE', Buffer.from(UTF_16).swap16(), 'UTF-16BE'],
    ['UTF-16BE with a byte order mark', Buffer.from(`\uFEFF${TEXT}`, 'utf16le').swap16(), 'UTF-16BE'],
  ])('reads %s, wherever the chunks end', (_, bytes, from) => {
    fc.assert(
      fc.property(fc.array(fc.nat(7), { maxLength: 20 }), (cuts) => {
        expect(utf8(bytes, cuts)).toEqual({ text: TEXT, from });
      }),
      { numRuns: 60 },
    );
  });

  it.each(['', '1', '{}', '[]'])('passes the short text %j on', (text) => {
    expect(utf8(Buffer.from(text), [1])).toEqual({ text, from: null });
  });
});
