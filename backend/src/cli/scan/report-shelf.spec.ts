import { mkdir, mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReportShelf } from './report-shelf.js';

const DIGEST = `sha256:${'ab'.repeat(32)}`;

describe('ReportShelf', () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'plimsoll reports-'));
  });

  afterEach(() => rm(root, { recursive: true }));

  async function staged(text: string): Promise<string> {
    const folder = join(root, '.staged');
    await mkdir(folder);
    await writeFile(join(folder, 'trivy.json'), text);
    return folder;
  }

  it('files a folder under image, digest and time, and points latest there', async () => {
    const at = '2026-11-22T03:04:05.678Z';
    const place = await new ReportShelf(root).file(await staged('first'), {
      image: 'localhost:5000/a/b',
      digest: DIGEST,
      at,
    });
    expect(place).toBe(join(root, 'localhost_5000', 'a', 'b', DIGEST.replace(':', '-'), '2026-11-22T03-04-05Z'));
    expect(await readFile(join(root, 'localhost_5000', 'a', 'b', 'latest', 'trivy.json'), 'utf8')).toBe('first');
    expect(await readlink(join(root, 'localhost_5000', 'a', 'b', 'latest'))).not.toContain(root);
  });

  it('switches latest to the newer and keeps the older', async () => {
    const shelf = new ReportShelf(root);
    for (const [text, at] of [
      ['first', '2026-11-22T00:00:00.000Z'],
      ['second', '2026-11-23T00:00:00.000Z'],
    ] as const) {
      await shelf.file(await staged(text), { image: 'api', digest: DIGEST, at });
    }
    expect(await readFile(join(root, 'api', 'latest', 'trivy.json'), 'utf8')).toBe('second');
    expect((await readdir(join(root, 'api', DIGEST.replace(':', '-')))).length).toBe(2);
    expect((await readdir(join(root, 'api'))).toSorted()).toEqual(['latest', DIGEST.replace(':', '-')]);
  });

  it('never leaves its own folder, whatever the image is called', async () => {
    const place = await new ReportShelf(root).file(await staged('x'), {
      image: '../../etc',
      digest: DIGEST,
      at: '2026-11-22T00:00:00Z',
    });
    expect(place.startsWith(join(root, 'etc'))).toBe(true);
  });
});
