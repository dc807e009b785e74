import { hash } from '@node-rs/argon2';
import * as fc from 'fast-check';
import { PasswordHasher } from './password-hasher.js';
import { BusyError } from './passwords.errors.js';

describe('PasswordHasher', () => {
  const hasher = new PasswordHasher();

  it('knows the password again and no other', async () => {
    const hashed = await hasher.hash('nine tidy gulls over Whitby');
    expect(await hasher.verify(hashed, 'nine tidy gulls over Whitby')).toBe(true);
    expect(await hasher.verify(hashed, 'nine tidy gulls over whitby')).toBe(false);
    expect(await hasher.verify(hashed, 'nine tidy gulls over Whitby ')).toBe(false);
  });

  it('is argon2id with at least 19 MiB and two passes, and a salt of its own each time', async () => {
    const [one, other] = await Promise.all([hasher.hash('the same'), hasher.hash('the same')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(other);
  });

  it('takes any characters, all of them, up to the last', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1, maxLength: 128 }), async (password) => {
        const hashed = await hasher.hash(password);
        expect(await hasher.verify(hashed, password)).toBe(true);
        expect(await hasher.verify(hashed, `${password}x`)).toBe(false);
      }),
      { numRuns: 6 },
    );
  });

  it('does not mind how a keyboard composes a character', async () => {
    expect(await hasher.verify(await hasher.hash('caf\u00e9 au lait'), 'cafe\u0301 au lait')).toBe(true);
    expect(await hasher.verify(await hasher.hash('ﬁne'), 'fine')).toBe(false);
  });

  it('says no for nobody, and takes as long for it', async () => {
    const hashed = await hasher.hash('whatever it is');
    const known: number[] = [];
    const unknown: number[] = [];
    for (let run = 0; run < 9; run += 1) {
      known.push(await timeOf(() => hasher.verify(hashed, 'something else')));
      unknown.push(await timeOf(() => hasher.verify(null, 'something else')));
    }
    expect(await hasher.verify(null, '')).toBe(false);
    expect(median(unknown) / median(known)).toBeGreaterThan(0.5);
    expect(median(unknown) / median(known)).toBeLessThan(2);
  });

  it('tells a hash that was made at another cost', async () => {
    expect(hasher.isOutdated(await hasher.hash('x'))).toBe(false);
    expect(hasher.isOutdated(await hash('x', { memoryCost: 12_288, timeCost: 2, parallelism: 1 }))).toBe(true);
    expect(hasher.isOutdated(await hash('x', { memoryCost: 19_456, timeCost: 1, parallelism: 1 }))).toBe(true);
  });

  it('answers that it is busy once too many wait, and works off those that do', async () => {
    const answers = await Promise.allSettled(Array.from({ length: 700 }, () => hasher.verify(null, 'x')));
    const refused = answers.filter((answer) => answer.status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.every(({ reason }) => reason instanceof BusyError)).toBe(true);
    expect(answers.length - refused.length).toBeGreaterThan(100);
    expect(await hasher.verify(null, 'x')).toBe(false);
  });
});

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(times: number[]): number {
  return times.sort((one, other) => one - other)[Math.floor(times.length / 2)] ?? Number.NaN;
}
