import { VERDICT } from '../signatures/statement.js';
import { verdictsIn } from './verdict-predicate.js';

const VERDICT_TEXT = {
  verdictId: 'v_1',
  outcome: 'fail',
  environment: 'prod',
  digest: `sha256:${'ab'.repeat(32)}`,
  policyVersion: 'sha256:1',
  evaluatedAt: '2026-11-22T00:00:00.000Z',
  holdsUntil: null,
  reasons: [
    { outcome: 'fail', message: 'Too much.' },
    { outcome: 'pass', message: 'Fine.' },
  ],
};

const statement = (predicate: unknown, predicateType = VERDICT) => ({ predicateType, predicate, digests: [] });

describe('verdictsIn', () => {
  it('reads verdicts with what speaks against them', () => {
    expect(verdictsIn([statement({ verdict: VERDICT_TEXT })])).toMatchObject([
      { outcome: 'fail', reasons: ['Too much.'] },
    ]);
  });

  it.each([
    ['another predicate', statement({ verdict: VERDICT_TEXT }, 'https://example.org/x')],
    ['no predicate', statement(null)],
    ['no verdict', statement({})],
    ['an outcome that there is not', statement({ verdict: { ...VERDICT_TEXT, outcome: 'yes' } })],
    ['no time', statement({ verdict: { ...VERDICT_TEXT, evaluatedAt: 'soon' } })],
    ['an end that is none', statement({ verdict: { ...VERDICT_TEXT, holdsUntil: 'never' } })],
    ['no reasons', statement({ verdict: { ...VERDICT_TEXT, reasons: 'none' } })],
  ])('takes %s for no verdict, so that it opens nothing', (_, each) => {
    expect(verdictsIn([each])).toEqual([]);
  });
});
