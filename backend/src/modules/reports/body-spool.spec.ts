import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { ConfigService } from '@nestjs/config';
import { pino } from 'pino';
import { Configuration } from '../../config/configuration.js';
import { ConfigurationError } from '../../config/configuration-error.js';
import { BodySpool, type KeptBody } from './body-spool.js';

const MEBIBYTE = 1024 * 1024;
const LOG = pino({ level: 'silent' });

function configurationWith(settings: Record<string, unknown> = {}): Configuration {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-spool-'));
  return new Configuration(
    new ConfigService({ INGEST_SPOOL_DIRECTORY: folder, INGEST_SPOOL_LIMIT: 8 * MEBIBYTE, ...settings }),
  );
}

async function kept({ place }: KeptBody): Promise<Buffer> {
  return 'bytes' in place ? Buffer.from(place.bytes) : readFile(`/proc/self/fd/${place.fd}`);
}

describe('BodySpool', () => {
  it('keeps a small body in memory, as it was sent', async () => {
    const body = new BodySpool(configurationWith(), LOG).begin('a', 'br');
    for (let piece = 0; piece < 3; piece += 1) await body.add(Buffer.from(`piece ${piece} `));
    const finished = await body.finish();
    expect(finished).toMatchObject({ encoding: 'br', isCompressedHere: false });
    expect(String(await kept(finished))).toBe('piece 0 piece 1 piece 2 ');
    await body.free();
  });

  it('keeps a larger one in a file of its owner without a name, compressed if it was not', async () => {
    const configuration = configurationWith();
    const spool = new BodySpool(configuration, LOG);
    const pieces = Array.from({ length: 40 }, () => randomBytes(65_536));
    for (const encoding of [null, 'zstd'] as const) {
      const body = spool.begin('a', encoding);
      for (const piece of pieces) await body.add(piece);
      const finished = await body.finish();
      expect(finished).toMatchObject({ encoding: encoding ?? 'br', isCompressedHere: encoding === null });
      const bytes = await kept(finished);
      expect((encoding === null ? brotliDecompressSync(bytes) : bytes).equals(Buffer.concat(pieces))).toBe(true);
      expect(readdirSync(configuration.get('INGEST_SPOOL_DIRECTORY'))).toEqual([]);
      await body.free();
    }
  });

  it('gives nobody more than half of the room, and gives it back', async () => {
    const spool = new BodySpool(configurationWith(), LOG);
    const fill = async (sender: string, mebibytes: number) => {
      const body = spool.begin(sender, 'gzip');
      const filling = (async () => {
        for (let count = 0; count < mebibytes; count += 1) await body.add(randomBytes(MEBIBYTE + 1));
        await body.finish();
      })();
      return { body, filling };
    };
    const ofA = await fill('a', 3);
    await ofA.filling;
    const more = await fill('a', 2);
    await expect(more.filling).rejects.toMatchObject({ status: 503, code: 'spool_full' });
    const ofB = await fill('b', 3);
    await ofB.filling;
    const ofC = await fill('c', 3);
    await expect(ofC.filling).rejects.toThrow('INGEST_SPOOL_LIMIT');
    for (const { body } of [ofA, more, ofB, ofC]) await body.free();
    const again = await fill('c', 3);
    await again.filling;
    await again.body.free();
  });

  it('says that the disk is full, and which', async () => {
    class OnFullDisk extends BodySpool {
      override createFile = () => open('/dev/full', 'r+');
    }
    const body = new OnFullDisk(configurationWith(), LOG).begin('a', null);
    const filling = (async () => {
      for (let count = 0; count < 40; count += 1) await body.add(randomBytes(65_536));
      await body.finish();
    })();
    await expect(filling).rejects.toMatchObject({
      status: 507,
      code: 'spool_broken',
      message: expect.stringContaining('Writing to INGEST_SPOOL_DIRECTORY failed: ENOSPC'),
    });
    await body.free();
  });

  it('removes what a process has left that was killed, and nothing else', async () => {
    const configuration = configurationWith();
    const folder = configuration.get('INGEST_SPOOL_DIRECTORY');
    for (const name of ['plimsoll-report-0', 'something-else']) writeFileSync(join(folder, name), 'left');
    mkdirSync(join(folder, 'plimsoll-report-folder'));
    symlinkSync('something-else', join(folder, 'plimsoll-report-link'));
    await new BodySpool(configuration, LOG).onModuleInit();
    expect(readdirSync(folder).sort()).toEqual(['plimsoll-report-folder', 'plimsoll-report-link', 'something-else']);
  });

  it('does not start on a folder that it cannot write to', async () => {
    const spool = new BodySpool(configurationWith({ INGEST_SPOOL_DIRECTORY: '/nowhere' }), LOG);
    await expect(spool.onModuleInit()).rejects.toThrow(ConfigurationError);
    await expect(spool.onModuleInit()).rejects.toThrow('INGEST_SPOOL_DIRECTORY names a folder');
  });
});
