import { fleetUpgrades, type LookedAt } from './fleet-upgrades.js';
import type { NamedUpgrade } from './sufficient-upgrades.js';

const up = (name: string, to = '2', packages = [name]): NamedUpgrade => ({
  type: 'npm',
  namespace: null,
  name,
  to,
  packages,
});

const [a, b, c] = [up('a'), up('b'), up('c')];

const image = (
  name: string,
  alone: readonly NamedUpgrade[],
  together: readonly (readonly [NamedUpgrade, NamedUpgrade])[] = [],
): LookedAt<string> => ({ image: name, found: { alone, together, isWhole: true } });

describe('fleetUpgrades', () => {
  it('puts first by what most images pass, and then what most others pass by', () => {
    const { upgrades, best } = fleetUpgrades([
      image('1', [a]),
      image('2', [a, b]),
      image('3', [b]),
      image('4', [a]),
      image('5', [c]),
      image('6', [c]),
      image('7', [a]),
    ]);
    expect(upgrades.map(({ upgrade, images }) => [upgrade.name, images])).toEqual([
      ['a', ['1', '2', '4', '7']],
      ['b', ['2', '3']],
      ['c', ['5', '6']],
    ]);
    expect(best?.first).toEqual(upgrades[0]);
    expect(best?.next).toEqual({ upgrade: c, images: ['5', '6'] });
  });

  it('counts with the second those that need both, each once', () => {
    const { best } = fleetUpgrades([
      image('1', [a]),
      image('2', [a]),
      image('3', [], [[b, a]]),
      image('4', [b], [[a, c]]),
      image('5', [], [[b, c]]),
    ]);
    expect(best?.next).toEqual({ upgrade: b, images: ['3', '4'] });
  });

  it('takes two that do together where none does alone', () => {
    const { upgrades, best } = fleetUpgrades([
      image('1', [], [[a, b]]),
      image(
        '2',
        [],
        [
          [c, b],
          [a, c],
        ],
      ),
      image('3', [], [[c, a]]),
    ]);
    expect(upgrades).toEqual([]);
    expect(best).toEqual({ first: { upgrade: a, images: [] }, next: { upgrade: c, images: ['2', '3'] } });
  });

  it('does not take one version of a package for another', () => {
    const { upgrades } = fleetUpgrades([image('1', [up('a', '2')]), image('2', [up('a', '3')])]);
    expect(upgrades.map(({ images }) => images)).toEqual([['1'], ['2']]);
  });

  it('names all packages that are upgraded in any image', () => {
    const { upgrades } = fleetUpgrades([
      image('1', [up('openssl', '3', ['libcrypto3', 'libssl3'])]),
      image('2', [up('openssl', '3', ['libssl3', 'openssl'])]),
    ]);
    expect(upgrades.map(({ upgrade }) => upgrade.packages)).toEqual([['libcrypto3', 'libssl3', 'openssl']]);
  });

  it('has nothing to say of a fleet that nothing helps', () => {
    expect(fleetUpgrades([image('1', [])])).toEqual({ upgrades: [], best: null });
    expect(fleetUpgrades([image('1', [a])]).best?.next).toBeNull();
  });
});
