import { noCounts } from '../model/severity.js';
import { load } from './load.js';

describe('load', () => {
  it('is nothing for an artifact without findings', () => {
    expect(load(noCounts())).toBe(0);
  });

  it('weighs one severity about as much as ten of the next', () => {
    expect(load({ ...noCounts(), critical: 1 })).toBeCloseTo(load({ ...noCounts(), high: 10 }));
    expect(load({ ...noCounts(), critical: 1 })).toBeCloseTo(9.967, 3);
  });

  it('takes an unrated finding for more than a low one', () => {
    expect(load({ ...noCounts(), unknown: 1 })).toBeGreaterThan(load({ ...noCounts(), low: 1 }));
  });
});
