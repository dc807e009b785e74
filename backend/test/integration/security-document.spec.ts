import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** `| 6.2.1 | 1 | how it is met | shown by |` */
const ROW = /^\| (\d+\.\d+\.\d+) \| [123] \| .* \| ([^|]+) \|$/gm;

/** `| what somebody does | what stops it | shown by |` */
const ATTACK_ROW = /^\| [^|]+ \| [^|]+ \| `([\w.-]+\.spec\.ts)` ([^|]+) \|$/gm;

/** `| what is enforced | `deploy/test/NAME.mjs` title |`, with more columns or fewer */
const CONTAINER_ROW = /^\| .* \| `(deploy\/test\/[\w/.-]+\.mjs)` ([^|]+) \|$/gm;

/** `| 5.13 | what it asks for | here | shown by |`, numbered as in the CIS Docker Benchmark */
const BENCHMARK_ROW = /^\| ([45]\.\d+) \| [^|]+ \| ([^|]+) \| ([^|]*)\|$/gm;
const BENCHMARK_ITEMS = { 4: 12, 5: 32 };

/** What a requirement for documentation is met by; `documents.spec.ts` follows the links. */
const DOCUMENTED: ReadonlySet<string> = new Set(['This page', '[Security](security.md)']);

const SPECS = ['backend/src', 'backend/test', 'frontend/e2e'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.spec.ts'))
    .map((path) => join(ROOT, folder, path)),
);

/** A requirement is met as long as the test that shows it is there. */
describe('docs/security-evidence.md', () => {
  const document = readFileSync(join(ROOT, 'docs', 'security-evidence.md'), 'utf8');
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

  const isShown = (file: string, title: string): boolean =>
    SPECS.filter((path) => basename(path) === file)
      .map((path) => readFileSync(path, 'utf8').replaceAll("\\'", "'"))
      .some((text) => text.includes(title));

  it.each(rows)('%s is shown by %s', (_id, shownBy) => {
    if (DOCUMENTED.has(shownBy)) return;
    const [, file = '', title = '?'] = /^`([\w.-]+\.spec\.ts)` (.+)$/.exec(shownBy) ?? [];
    expect(isShown(file, title)).toBe(true);
  });

  const attacks = [...document.matchAll(ATTACK_ROW)].map(([, file = '', title = '']) => [file, title] as const);

  it.each(attacks)('%s shows: %s', (file, title) => {
    expect(isShown(file, title)).toBe(true);
  });

  it('has rows of what was tried', () => {
    expect(attacks.length).toBeGreaterThan(10);
  });

  describe('on containers', () => {
    const shown = [...document.matchAll(CONTAINER_ROW)].map(([, file = '', title = '']) => [file, title] as const);

    it.each([...new Map(shown.map((row) => [row.join(' '), row])).values()])('%s shows: %s', (file, title) => {
      expect(readFileSync(join(ROOT, file), 'utf8')).toContain(title);
    });

    it('has a row for each item of the benchmark, in order and once, with evidence or with whose it is', () => {
      const items = [...document.matchAll(BENCHMARK_ROW)];
      const ids = Object.entries(BENCHMARK_ITEMS).flatMap(([section, count]) =>
        Array.from({ length: count }, (_, index) => `${section}.${index + 1}`),
      );
      expect(items.map(([, id]) => id)).toEqual(ids);
      const isOpen = ([, , here = '', shownBy = '']: readonly string[]): boolean => {
        const [, path] = /^`([^`]+)`/.exec(shownBy) ?? [];
        return path === undefined ? !here.startsWith('the operator') : !existsSync(join(ROOT, path));
      };
      expect(items.filter(isOpen).map(([row]) => row)).toEqual([]);
    });
  });
});
