import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { openReport } from './report-source.js';

const TEXT = Buffer.from(JSON.stringify({ words: Array.from({ length: 20_000 }, (_, index) => `word ${index % 97}`) }));

/** Written by the zstd command line tool: 'zstd of Plimsoll\n' 2,000 times. */
const ZSTD = Buffer.from('KLUv/QRozQAAiHpzdGQgb2YgUGxpbXNvbGwKAQB5CaTPJWw7Vp0=', 'base64');

describe('openReport', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plimsoll-report-source-'));
  });

  afterAll(() => rm(folder, { recursive: true }));

  async function read(name: string, content: Buffer): Promise<{ text: Buffer; digest: string }> {
    const path = join(folder, name);
    await writeFile(path, content);
    const source = openReport(path, Readable.from([]));
    const chunks: Uint8Array[] = [];
    for await (const chunk of source.bytes) chunks.push(chunk);
    return { text: Buffer.concat(chunks), digest: source.digest() };
  }

  it.each([
    ['plain.json', TEXT],
    ['gzip.json.gz', gzipSync(TEXT)],
    ['gzip-by-content.json', gzipSync(TEXT)],
    ['brotli.json.br', brotliCompressSync(TEXT)],
  ])('reads %s and names its decoded bytes', async (name, content) => {
    const { text, digest } = await read(name, content);
    expect(text.equals(TEXT)).toBe(true);
    expect(digest).toBe(`sha256:${createHash('sha256').update(TEXT).digest('hex')}`);
  });

  it('reads Zstandard', async () => {
    expect((await read('report.zst', ZSTD)).text.toString()).toBe('zstd of Plimsoll\n'.repeat(2000));
  });

  it('reads an empty file as no bytes', async () => {
    expect((await read('empty.json', Buffer.alloc(0))).text).toHaveLength(0);
  });

  it.each([
    ['gzip', gzipSync(TEXT), 'unexpected end of file'],
    ['zstd', ZSTD, 'unexpected EOF'],
  ])('refuses %s that is cut off', async (name, content, message) => {
    await expect(read(`cut.${name}`, content.subarray(0, content.length - 6))).rejects.toThrow(message);
  });

  it('refuses brotli that is not', async () => {
    await expect(read('text.json.br', Buffer.from('{"a": 1}'))).rejects.toThrow('Decompression failed');
  });

  it('reads standard input for -', async () => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of openReport('-', Readable.from([gzipSync(TEXT)])).bytes) chunks.push(chunk);
    expect(Buffer.concat(chunks).equals(TEXT)).toBe(true);
  });
});
