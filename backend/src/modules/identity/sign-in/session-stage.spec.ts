import { expiryOf, stageAfter } from './session-stage.js';

const NOTHING = { hasSecondFactor: false, hasFactor: false, isMfaRequired: false };

describe('stageAfter', () => {
  it('asks for the second factor of whoever has one, required or not', () => {
    expect(stageAfter({ ...NOTHING, hasFactor: true })).toBe('factor');
    expect(stageAfter({ ...NOTHING, hasFactor: true, isMfaRequired: true })).toBe('factor');
  });

  it('has a second factor set up where a role requires one', () => {
    expect(stageAfter({ ...NOTHING, isMfaRequired: true })).toBe('enrol');
  });

  it('lets in whoever has none and needs none', () => {
    expect(stageAfter(NOTHING)).toBe('full');
  });

  it('asks for nothing more where what was shown is two factors already', () => {
    for (const hasFactor of [true, false]) {
      for (const isMfaRequired of [true, false]) {
        expect(stageAfter({ hasSecondFactor: true, hasFactor, isMfaRequired })).toBe('full');
      }
    }
  });
});

describe('expiryOf', () => {
  it('gives half a sign-in minutes, and a whole one twelve hours', () => {
    const from = new Date('2026-11-21T12:00:00Z');
    expect(expiryOf('factor', from)).toEqual(new Date('2026-11-21T12:10:00Z'));
    expect(expiryOf('enrol', from)).toEqual(new Date('2026-11-21T12:30:00Z'));
    expect(expiryOf('full', from)).toEqual(new Date('2026-11-22T00:00:00Z'));
  });
});
