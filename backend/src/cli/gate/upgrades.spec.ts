import { aFinding } from '../../../test/factories/answer.js';
import { fewestUpgrades } from './upgrades.js';

describe('fewestUpgrades', () => {
  it('names one version a component that clears all of its findings', () => {
    expect(fewestUpgrades([aFinding({ fixedVersions: ['1.0.1'] }), aFinding({ fixedVersions: ['1.0.10'] })])).toEqual([
      { component: 'left-pad', from: '1.0.0', to: '1.0.10', clears: 2 },
    ]);
  });

  it('prefers the lowest version that clears them, across release lines', () => {
    const both = aFinding({ fixedVersions: ['1.2.9, 2.0.4'] });
    const newLine = aFinding({ fixedVersions: ['2.0.1'] });
    expect(fewestUpgrades([both, newLine])).toEqual([expect.objectContaining({ to: '2.0.4', clears: 2 })]);
  });

  it('puts the upgrade that clears most first', () => {
    const zlib = { key: 'z', purl: null, type: 'deb', name: 'zlib', version: '1' };
    const upgrades = fewestUpgrades([
      aFinding({ fixedVersions: ['1.0.1'] }),
      aFinding({ component: zlib, fixedVersions: ['2'] }),
      aFinding({ component: zlib, fixedVersions: ['3'] }),
    ]);
    expect(upgrades.map(({ component, clears }) => [component, clears])).toEqual([
      ['zlib', 2],
      ['left-pad', 1],
    ]);
  });

  it('says nothing where nothing can be upgraded', () => {
    expect(
      fewestUpgrades([
        aFinding({ fixedVersions: [] }),
        aFinding({ component: null }),
        aFinding({ fixedVersions: ['0.9'] }),
      ]),
    ).toEqual([]);
  });
});
