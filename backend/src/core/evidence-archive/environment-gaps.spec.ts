import { type EnvironmentCoverage, environmentGaps } from './environment-gaps.js';

const WHOLE: EnvironmentCoverage = {
  environment: 'prod',
  from: '2026-10-01T00:00:00.000Z',
  to: '2026-11-01T00:00:00.000Z',
  requestedTo: null,
  isInPolicy: true,
  knownArtifacts: 1,
  artifacts: [{ outcome: 'pass', verdictCount: 1 }],
  deployments: [{ verdictRow: 1 }],
  policyKnownSince: '2026-01-01T00:00:00.000Z',
  movedOut: [],
  movedIn: [],
};

const moved = (count: number): { image: string; movedAt: string }[] =>
  Array.from({ length: count }, (_, number) => ({ image: `acme/${number}`, movedAt: '2026-10-02T00:00:00.000Z' }));

describe('environmentGaps', () => {
  it('says of a whole archive what no archive can have, and nothing else', () => {
    expect(environmentGaps(WHOLE)).toEqual([
      'Deployments that were not recorded in Plimsoll, and waivers that no verdict in the archive uses.',
    ]);
  });

  it.each<[string, Partial<EnvironmentCoverage>, string]>([
    ['a span with an end in the future', { requestedTo: '2027-01-01T00:00:00.000Z' }, 'Everything after 2026-11-01'],
    ['an environment that is not in the policy', { isInPolicy: false }, 'has no environment prod'],
    ['artifacts that are not in it', { knownArtifacts: 3 }, '2 artifacts of the project: not evaluated for prod'],
    [
      'what ran without a verdict',
      { artifacts: [{ outcome: null, verdictCount: 0 }] },
      'Verdicts of 1 artifact that ran in prod: none was given before the span ended.',
    ],
    [
      'what ran with an old verdict alone',
      { artifacts: [{ outcome: 'pass', verdictCount: 0 }] },
      'Verdicts of the span for 1 artifact that ran in prod: none was given in it.',
    ],
    ['a verdict that is gone', { deployments: [{ verdictRow: null }] }, 'The verdicts that 1 deployment name'],
    ['no policy history', { policyKnownSince: null }, 'no activation is recorded'],
    [
      'a policy history that begins later',
      { policyKnownSince: '2026-10-05T00:00:00.000Z' },
      'Which policy was active before 2026-10-05T00:00:00.000Z',
    ],
    ['images that left', { movedOut: moved(1) }, 'acme/0 (2026-10-02T00:00:00.000Z): moved to another project'],
    ['images that came', { movedIn: moved(21) }, 'acme/19 (2026-10-02T00:00:00.000Z), and others.'],
  ])('names %s', (_, changes, sentence) => {
    const gaps = environmentGaps({ ...WHOLE, ...changes });
    expect(gaps).toHaveLength(2);
    expect(gaps[0]).toContain(sentence);
  });
});
