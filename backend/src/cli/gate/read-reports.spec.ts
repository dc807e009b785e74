import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExitCode } from '../exit-code.js';
import { readReports } from './read-reports.js';

describe('readReports', () => {
  let folder = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plimsoll-reports-'));
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('reads over what no finding depends on, and refuses it if strict', async () => {
    const path = join(folder, 'bom.json');
    const components = [{ type: 'library', name: 'a', hashes: [{ alg: 'SHA-1', content: 'odd' }] }];
    await writeFile(path, JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1, components }));
    const [read] = await readReports([path], {}, process.stdin);
    expect(read?.scan.warningCount).toBe(1);
    await expect(readReports([path], { strict: true }, process.stdin)).rejects.toMatchObject({
      exitCode: ExitCode.failedToRun,
      message: expect.stringContaining('/components/0/hashes/0/content') as string,
    });
  });
});
