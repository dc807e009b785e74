import type { Sender } from '../model/sender.js';
import { isFrom } from './senders.js';

const NOBODY = { id: '1', owner: null, trustRule: null, claims: null } as const;

const rule: Sender = { ...NOBODY, kind: 'token', name: 'nightly', via: 'workload-identity', trustRule: 'release' };
const token: Sender = { ...NOBODY, kind: 'token', name: 'nightly', via: 'token' };
const dev: Sender = { ...NOBODY, kind: 'person', name: 'Dev@acme.example', via: 'session' };
const tokenOfDev: Sender = { ...NOBODY, kind: 'token', name: 'nightly', via: 'token', owner: 'dev@acme.example' };
const local: Sender = { ...NOBODY, kind: 'local', name: 'nightly', via: 'command-line' };

describe('isFrom', () => {
  it.each([
    ['release', ['rule']],
    ['rule:release', ['rule']],
    ['rule:rel*', ['rule']],
    ['nightly', ['token']],
    ['token:nightly', ['token']],
    ['token:*', ['token']],
    ['*', ['rule', 'token']],
    ['person:dev@acme.example', ['dev', 'tokenOfDev']],
    ['person:DEV@*', ['dev', 'tokenOfDev']],
    ['dev@acme.example', []],
    ['rule:nightly', []],
    ['token:release', []],
    ['Release', []],
  ])('%s names %j', (entry, names) => {
    const senders = { rule, token, dev, tokenOfDev, local };
    expect(Object.entries(senders).flatMap(([name, sender]) => (isFrom(sender, [entry]) ? [name] : []))).toEqual(names);
  });

  it('knows no sender of a scan from before senders were kept', () => {
    expect(isFrom(null, ['*', 'person:*', 'rule:*', 'token:*'])).toBe(false);
  });

  it('takes a token for its owner’s, whatever they called it', () => {
    expect(isFrom({ ...tokenOfDev, name: 'release' }, ['release', 'token:release', 'rule:release'])).toBe(false);
  });
});
