import { POSTING_KINDS, SEGMENT_SIZE } from './posting-kind.js';

describe('POSTING_KINDS', () => {
  it('are stored by these numbers, in rows of 256 artifacts', () => {
    expect(POSTING_KINDS).toEqual({ component: 0, name: 1 });
    expect(SEGMENT_SIZE).toBe(256);
  });
});
