import { parsePolicy } from '../../core/policy/parse-policy.js';
import { policyChange } from './policy-change.js';

const policy = (text: string) => parsePolicy(`version: 1\nenvironments:\n${text}`);

describe('policyChange', () => {
  const before = policy(`  dev:
    vulnerabilities: { critical: 3, high: 9 }
    licences: { deny: [AGPL-3.0-only] }
  prod:
    extends: dev
    vulnerabilities: { critical: 0 }
`);

  it('names what differs, setting by setting, with what is inherited', () => {
    const after = policy(`  dev:
    vulnerabilities: { critical: 3, high: 5, total: 90 }
    licences: { deny: [AGPL-3.0-only, SSPL-1.0] }
  prod:
    extends: dev
    vulnerabilities: { critical: 1, high: any, total: any }
`);
    expect(policyChange(before, after)).toEqual({
      before: {
        'dev.vulnerabilities.high': 9,
        'dev.licences.deny': ['AGPL-3.0-only'],
        'prod.vulnerabilities.critical': 0,
        'prod.vulnerabilities.high': 9,
        'prod.licences.deny': ['AGPL-3.0-only'],
      },
      after: {
        'dev.vulnerabilities.high': 5,
        'dev.vulnerabilities.total': 90,
        'dev.licences.deny': ['AGPL-3.0-only', 'SSPL-1.0'],
        'prod.vulnerabilities.critical': 1,
        'prod.licences.deny': ['AGPL-3.0-only', 'SSPL-1.0'],
      },
    });
  });

  it('names how long is kept what no verdict rests on', () => {
    const after = parsePolicy(`${before.source}\nretention: { reports: 30d }\n`);
    expect(policyChange(before, after)).toEqual({ before: {}, after: { 'retention.reports': '30d' } });
  });

  it('names environments that come and go, and their order', () => {
    const after = policy(`  dev:
    vulnerabilities: { critical: 3, high: 9 }
    licences: { deny: [AGPL-3.0-only] }
`);
    expect(policyChange(before, after)).toEqual({
      before: {
        environments: ['dev', 'prod'],
        'prod.vulnerabilities.critical': 0,
        'prod.vulnerabilities.high': 9,
        'prod.licences.deny': ['AGPL-3.0-only'],
      },
      after: { environments: ['dev'] },
    });
  });

  it('has everything to tell of a first policy, and nothing of one that says the same in other words', () => {
    expect(Object.keys(policyChange(null, before).after)).toHaveLength(7);
    const same = parsePolicy(`# told anew\n${before.source}`);
    expect(policyChange(before, same)).toEqual({ before: {}, after: {} });
  });
});
