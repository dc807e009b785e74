import * as fc from 'fast-check';
import { nearestFirst, upgradeOf } from './fix-order.js';

const BRANCHES = ['23.0.15', '25.0.6', '26.1.5', '27.1.1'];

describe('nearestFirst', () => {
  it.each([
    ['v20.10.27', ['23.0.15', '25.0.6', '26.1.5', '27.1.1']],
    ['24.0.7', ['25.0.6', '26.1.5', '27.1.1', '23.0.15']],
    ['26.1.4', ['26.1.5', '27.1.1', '25.0.6', '23.0.15']],
    ['28.0.0', ['27.1.1', '26.1.5', '25.0.6', '23.0.15']],
    [null, ['23.0.15', '25.0.6', '26.1.5', '27.1.1']],
  ])('orders the branches as seen from %s', (installed, expected) => {
    expect(nearestFirst(BRANCHES, installed, 'golang')).toEqual(expected);
  });

  it('compares numbers as numbers, and epochs first', () => {
    expect(nearestFirst(['1.10.0', '1.9.0'], '1.8.0', 'npm')).toEqual(['1.9.0', '1.10.0']);
    expect(nearestFirst(['1:2.20.1-2+deb10u3', '2.30.0'], '1:2.20.1-2', 'deb')).toEqual([
      '1:2.20.1-2+deb10u3',
      '2.30.0',
    ]);
    expect(upgradeOf(['2.30.0'], '1:2.20.1-2', 'deb')).toBeNull();
  });

  it('is the same whatever order they come in', () => {
    const version = fc.stringMatching(/^[0-9a-c.:~+-]{1,8}$/);
    fc.assert(
      fc.property(fc.uniqueArray(version, { maxLength: 6 }), version, (fixed, installed) => {
        expect(nearestFirst(fixed.toReversed(), installed, 'rpm')).toEqual(nearestFirst(fixed, installed, 'rpm'));
        expect(nearestFirst(fixed, installed, 'rpm').toSorted()).toEqual(fixed.toSorted());
      }),
    );
  });
});

describe('upgradeOf', () => {
  it.each([
    ['24.0.7', '25.0.6'],
    ['26.1.4', '26.1.5'],
    [null, '23.0.15'],
  ])('goes from %s to the nearest higher version', (installed, expected) => {
    expect(upgradeOf(nearestFirst(BRANCHES, installed, 'golang'), installed, 'golang')).toBe(expected);
  });

  it.each([
    ['28.0.0', BRANCHES],
    ['3.0.1', ['2.5.0']],
    ['2.5.0', ['2.5.0']],
    ['1.0', []],
  ])('names no downgrade from %s', (installed, fixed) => {
    expect(upgradeOf(nearestFirst(fixed, installed, 'rpm'), installed, 'rpm')).toBeNull();
  });

  it.each([
    ['9f86d081884c', '1b2c3d'],
    ['1.0.0', 'b94d27b9934d'],
  ])('takes the scanner at its word where names tell no order: %s', (installed, fixed) => {
    expect(upgradeOf([fixed], installed, 'generic')).toBe(fixed);
  });
});
