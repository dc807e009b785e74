import type { DecidingPolicy } from '../../core/gate/evaluate.js';
import type { Settings } from '../../core/gate/settings.js';
import type { StoredContent } from '../approved-waivers/stored-waiver.js';
import { latestEndOf } from './latest-end.js';

const FROM = new Date('2027-01-01T14:00:00Z');

const policyOf = (environments: Readonly<Record<string, Settings['waivers']>>): DecidingPolicy => ({
  version: 'sha256:0',
  environments: Object.entries(environments).map(([name, waivers]) => ({
    name,
    settings: waivers === undefined ? {} : { waivers },
  })),
});

const POLICY = policyOf({
  dev: { longest: '60d' },
  prod: { longest: { critical: '7d', high: '14d', medium: '30d', low: '30d' } },
});

const waiver = (more: Partial<StoredContent> = {}): StoredContent => ({
  scope: { advisory: 'CVE-2024-3094' },
  status: 'accepted',
  justification: 'a spec',
  expiresAt: '2028-01-01T00:00:00.000Z',
  ...more,
});

const inProd = { advisory: 'CVE-2024-3094', environments: ['prod'] };

it.each([
  ['where it may last longest, of all environments', {}, ['2027-03-02', 'dev']],
  ['of the environments that it names alone', { scope: inProd }, ['2027-01-31', 'prod']],
  [
    'of an environment that there is not, as of all',
    { scope: { ...inProd, environments: ['qa'] } },
    ['2027-03-02', 'dev'],
  ],
  [
    'of the severities that its conditions leave',
    { scope: inProd, conditions: { severityAtMost: 'unknown' } },
    ['2027-01-08', 'prod'],
  ],
  ['nowhere, of a status that clears nothing', { status: 'affected' }, undefined],
] as const)('a waiver ends at the latest %s', (_, more, expected) => {
  const end = latestEndOf(POLICY, waiver(more as Partial<StoredContent>), FROM);
  expect(end === null ? undefined : [end.day, end.environment]).toEqual(expected);
});

it('does not end where an environment names no limit, or none for some severity', () => {
  expect(latestEndOf(policyOf({ dev: { longest: '1d' }, prod: {} }), waiver(), FROM)).toBeNull();
  expect(latestEndOf(policyOf({ prod: { longest: { critical: '1d' } } }), waiver(), FROM)).toBeNull();
});

it('does not last longer for where its status is not accepted', () => {
  const policy = policyOf({ dev: { longest: '60d', statuses: [] }, prod: { longest: '7d' } });
  expect(latestEndOf(policy, waiver(), FROM)?.environment).toBe('prod');
});

it('ends with a whole day', () => {
  expect(latestEndOf(POLICY, waiver({ scope: inProd }), FROM)).toEqual({
    day: '2027-01-31',
    until: Date.parse('2027-02-01T00:00:00Z'),
    longest: 30 * 86_400_000,
    environment: 'prod',
  });
});
