import { fixOf, unitedFix } from './fix-state.js';

describe('fixOf', () => {
  it.each([
    ['1.2.3', null, 'available'],
    ['1.2.3', 'wont-fix', 'available'],
    [null, 'fixed', 'available'],
    [null, 'not-fixed', 'none'],
    [null, 'Will_Not_Fix', 'none'],
    [null, 'affected', 'none'],
    [null, 'unknown', 'unknown'],
    [null, 'under_investigation', 'unknown'],
    [null, null, 'unknown'],
    ['  ', null, 'unknown'],
  ])('reads version %j and word %j as %s', (fixedVersion, fixState, fix) => {
    expect(fixOf({ fixedVersion, fixState })).toBe(fix);
  });
});

describe('unitedFix', () => {
  it('takes a fix before none, and either before silence', () => {
    expect(unitedFix(['unknown', 'none', 'available'])).toBe('available');
    expect(unitedFix(['unknown', 'none'])).toBe('none');
    expect(unitedFix(['unknown'])).toBe('unknown');
    expect(unitedFix([])).toBe('unknown');
  });
});
