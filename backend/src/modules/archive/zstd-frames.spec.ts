import { assert, integer, property } from 'fast-check';
import { DecompressionBombError } from './body.errors.js';
import { ZstdFrames } from './zstd-frames.js';

/** A frame of raw blocks (RFC 8878). */
function frame(
  content: Buffer,
  { windowLog, hasChecksum = false }: { windowLog?: number; hasChecksum?: boolean } = {},
): Buffer {
  const magic = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
  const isSingleSegment = windowLog === undefined;
  const descriptor = (isSingleSegment ? 0b1010_0000 : 0) | (hasChecksum ? 4 : 0);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(content.length);
  const header = isSingleSegment ? size : Buffer.from([(windowLog - 10) << 3]);
  const block = Buffer.alloc(3);
  block.writeUIntLE((content.length << 3) | 1, 0, 3);
  return Buffer.concat([magic, Buffer.from([descriptor]), header, block, content, Buffer.alloc(hasChecksum ? 4 : 0)]);
}

/** A frame of runs of one byte, each so long. */
function runFrame(count: number, length: number): Buffer {
  const blocks = Array.from({ length: count }, (_, place) => {
    const block = Buffer.alloc(4, ' ');
    block.writeUIntLE((length << 3) | 2 | Number(place === count - 1), 0, 3);
    return block;
  });
  return Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, (20 - 10) << 3]), ...blocks]);
}

const SKIPPABLE = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);

/** In the parts that it is cut into when it comes in pieces of this size. */
function check(bytes: Buffer, size = bytes.length): Buffer[] {
  const frames = new ZstdFrames();
  const parts: Buffer[] = [];
  for (let start = 0; start < bytes.length; start += size)
    parts.push(...frames.cut(bytes.subarray(start, start + size)));
  frames.end();
  return parts;
}

describe('ZstdFrames', () => {
  const stream = Buffer.concat([
    frame(Buffer.from('one')),
    SKIPPABLE,
    frame(Buffer.from('two'), { hasChecksum: true, windowLog: 20 }),
    frame(Buffer.alloc(0)),
  ]);

  it('takes frames, checksums and skippable frames, however the bytes are cut', () => {
    assert(
      property(integer({ min: 1, max: stream.length }), (size) => {
        expect(Buffer.concat(check(stream, size))).toEqual(stream);
      }),
    );
  });

  it('cuts at the end of each block', () => {
    const runs = Buffer.concat([runFrame(3, 128 * 1024), runFrame(2, 5)]);
    const lengths = check(runs).map(({ length }) => length);
    expect(lengths).toEqual([6 + 4, 4, 4, 6 + 4, 4]);
  });

  it('refuses a block that is larger than Zstandard allows', () => {
    expect(() => check(runFrame(1, 128 * 1024 + 1))).toThrow('a block is larger');
  });

  it('refuses a window that would take much memory, in whichever frame', () => {
    expect(() => check(frame(Buffer.from('x'), { windowLog: 26 }))).toThrow(DecompressionBombError);
    expect(() => check(Buffer.concat([stream, frame(Buffer.from('x'), { windowLog: 31 })]))).toThrow(
      DecompressionBombError,
    );
    const claimed = frame(Buffer.from('x'));
    claimed.writeUInt32LE(0xf000_0000, 5);
    expect(() => check(claimed)).toThrow(DecompressionBombError);
  });

  it('refuses a stream that ends inside a frame, wherever', () => {
    const one = frame(Buffer.from('content'), { hasChecksum: true });
    for (let length = 1; length < one.length; length += 1) {
      expect(() => check(one.subarray(0, length))).toThrow('ends inside a frame');
    }
  });

  it('refuses what is not Zstandard', () => {
    expect(() => check(Buffer.from('{"SchemaVersion":2}'))).toThrow('not Zstandard');
  });
});
