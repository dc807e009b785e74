import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const MODULES = fileURLToPath(new URL('..', import.meta.url));

describe('isStanding', () => {
  it('is the only text that compares when a verdict ends', () => {
    const sources = readdirSync(MODULES, { recursive: true, encoding: 'utf8' }).filter((path) =>
      /(?<!\.spec)\.ts$/.test(path),
    );
    const comparing = sources.filter((path) =>
      /holds_until\s*(?:[<>]|is\s+null)/i.test(readFileSync(`${MODULES}/${path}`, 'utf8')),
    );
    expect(comparing).toEqual(['gate/standing-verdict.ts']);
  });
});
