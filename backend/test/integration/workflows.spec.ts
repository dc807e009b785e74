import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';

const ROOT = new URL('../../../', import.meta.url);
const FILES = [
  ...readdirSync(new URL('.github/workflows/', ROOT)).map((name) => `.github/workflows/${name}`),
  'action.yml',
];

const read = (file: string): string => readFileSync(new URL(file, ROOT), 'utf8');

/** Every `run` of a workflow or action, however deep. */
function scriptsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(scriptsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) =>
    key === 'run' && typeof each === 'string' ? [each] : scriptsIn(each),
  );
}

describe.each(FILES)('%s', (file) => {
  it('takes actions of others by commit, and says which release that is', () => {
    const uses = [...read(file).matchAll(/^\s*(?:- )?uses: (.*)$/gm)].map(([, action = '']) => action);
    expect(uses.length).toBeGreaterThan(0);
    expect(uses.filter((action) => !/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action))).toEqual([]);
  });

  it('puts nothing that somebody else has written into a script', () => {
    const scripts = scriptsIn(parse(read(file)));
    expect(scripts.length).toBeGreaterThan(0);
    expect(scripts.filter((script) => script.includes('${{'))).toEqual([]);
  });
});

describe.each(FILES.filter((file) => file !== 'action.yml'))('%s', (file) => {
  it('may read the sources and no more, unless a job says otherwise, and has a concurrency group', () => {
    expect(parse(read(file))).toMatchObject({
      permissions: { contents: 'read' },
      concurrency: { group: expect.any(String) },
    });
  });
});
