import type { Sender } from '../../core/model/sender.js';
import { isRecalledBy, type RecallConditions } from './recall-conditions.js';

const NOTHING: RecallConditions = { tool: null, versions: null, sender: null, receivedFrom: null, receivedUntil: null };

const CI: Sender = { kind: 'token', id: '7', name: 'ci', via: 'token', owner: null, trustRule: null, claims: null };

const SCAN = {
  tool: 'Trivy',
  toolVersion: '0.69.4',
  sender: CI,
  receivedAt: new Date('2026-11-20T12:00:00Z'),
};

describe('isRecalledBy', () => {
  it.each<[Partial<RecallConditions>, boolean]>([
    [{}, true],
    [{ tool: 'trivy' }, true],
    [{ tool: 'grype' }, false],
    [{ tool: 'tri' }, false],
    [{ versions: '>=0.69.4 <0.69.7' }, true],
    [{ versions: '<0.69.4' }, false],
    [{ versions: '0.69.x' }, true],
    [{ sender: 'token:ci' }, true],
    [{ sender: 'ci' }, true],
    [{ sender: 'token:c*' }, true],
    [{ sender: 'person:ci' }, false],
    [{ receivedFrom: new Date('2026-11-20T12:00:00Z') }, true],
    [{ receivedFrom: new Date('2026-11-20T12:00:01Z') }, false],
    [{ receivedUntil: new Date('2026-11-20T12:00:00Z') }, false],
    [{ receivedUntil: new Date('2026-11-20T12:00:01Z') }, true],
    [{ tool: 'trivy', sender: 'token:other' }, false],
  ])('%j: %s', (conditions, isRecalled) => {
    expect(isRecalledBy({ ...NOTHING, ...conditions }, SCAN)).toBe(isRecalled);
  });

  it.each([
    ['v0.69', true],
    ['0.69.4-dev', true],
    ['0.70.0', false],
    ['v0.70', false],
    ['[not provided]', true],
    ['dev', true],
    ['', true],
    [null, true],
  ])('takes version %j for one of 0.69: %s', (toolVersion, isRecalled) => {
    expect(isRecalledBy({ ...NOTHING, versions: '>=0.69.0-0 <0.70.0-0' }, { ...SCAN, toolVersion })).toBe(isRecalled);
  });

  it('takes a scan whose sender nobody kept for the one that is asked for', () => {
    expect(isRecalledBy({ ...NOTHING, sender: 'token:other' }, { ...SCAN, sender: null })).toBe(true);
  });
});
