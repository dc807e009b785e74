import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { startApi, type TestApi } from './api.js';
import { Browser } from './browser.js';
import { type Account, addAccount } from './people.js';

/** What guesses could learn from a clock. A busy machine makes it long, so it is left to the full run. */
describe('guessing', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startApi({ TRUSTED_PROXIES: '127.0.0.1/32' });
  });

  afterAll(() => api.stop());

  /**
   * Medians of attempts that alternate between accounts that there are and accounts that there are not, each from a network
   * of its own so that none is delayed. Chance moves a median of 100 by some per cent on a busy machine: it may take more
   * of them to come within 5 %, and what takes longer by more than that never does.
   */
  it('tells nothing by the time it takes: medians within 5 %', async () => {
    const accounts: Account[] = [];
    for (let index = 0; index < 20; index += 1) accounts.push(await addAccount(api));
    const times = { known: [] as number[], unknown: [] as number[] };
    const attempt = async (which: keyof typeof times, round: number) => {
      const email =
        which === 'known'
          ? (accounts[round % accounts.length]?.email ?? '')
          : `${randomBytes(6).toString('hex')}@plimsoll.example`;
      const browser = new Browser(api, { 'X-Forwarded-For': `10.${which === 'known' ? 1 : 2}.${round % 250}.1` });
      // The address alone has twenty free attempts from everywhere.
      if (round % 250 === 0) await api.sql('DELETE FROM attempt_bucket');
      const start = performance.now();
      const { status } = await browser.post('/sign-in', { email, password: 'not the password at all' });
      times[which].push(performance.now() - start);
      expect(status).toBe(401);
    };
    for (let round = 0; round < 10; round += 1) {
      await attempt('known', round);
      await attempt('unknown', round);
    }
    times.known.length = 0;
    times.unknown.length = 0;
    const difference = () => Math.abs(median(times.known) / median(times.unknown) - 1);
    for (let round = 0; round < 800 && (round < 100 || difference() > 0.05); round += 1) {
      // Whoever comes second may profit from the first.
      const order = round % 2 === 0 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const);
      for (const which of order) await attempt(which, round);
    }
    expect(difference()).toBeLessThanOrEqual(0.05);
  });
});

function median(values: readonly number[]): number {
  const ascending = values.toSorted((a, b) => a - b);
  return ascending[Math.floor(ascending.length / 2)] ?? Number.NaN;
}
