import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** `| 6.2.1 | 1 | how it is met | shown by |` */
const ROW = /^\| (\d+\.\d+\.\d+) \| [123] \| .* \| ([^|]+) \|$/gm;

const SPECS = ['backend/src', 'backend/test', 'frontend/e2e'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.spec.ts'))
    .map((path) => join(ROOT, folder, path)),
);

/** A requirement is met as long as the test that shows it is there. */
describe('docs/security.md', () => {
  const document = readFileSync(join(ROOT, 'docs', 'security.md'), 'utf8');
  const rows = [...document.matchAll(ROW)].map(([, id = '', shownBy = '']) => [id, shownBy.trim()] as const);

  it('has a row for each requirement, in order and once', () => {
    const ids = rows.map(([id]) => id);
    const sortable = (id: string): string =>
      id
        .split('.')
        .map((part) => part.padStart(3, '0'))
        .join('.');
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => (sortable(a) < sortable(b) ? -1 : 1)));
    expect(ids.length).toBeGreaterThan(100);
  });

  it.each(rows)('%s is shown by %s', (_id, shownBy) => {
    if (shownBy === 'This page') return;
    const [, file, title] = /^`([\w.-]+\.spec\.ts)` (.+)$/.exec(shownBy) ?? [];
    const texts = SPECS.filter((path) => basename(path) === file).map((path) =>
      readFileSync(path, 'utf8').replaceAll("\\'", "'"),
    );
    expect(texts.some((text) => text.includes(title ?? '?'))).toBe(true);
  });
});
