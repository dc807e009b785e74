import type { Finding } from '../findings/finding.js';
import { originsIn } from './layer-origins.js';

const id = (digit: string) => `sha256:${digit.repeat(64)}`;

const finding = (key: string): Finding =>
  ({ component: { key, purl: null, type: 'apk', name: key, version: '1' } }) as Finding;

describe('originsIn', () => {
  const originOf = originsIn({
    layers: { diffIds: [id('1'), id('2'), id('3')], digests: [[id('c'), 2]], base: null },
    baseLayerCount: 2,
    layersOf: new Map([
      ['low', new Set([id('1'), null])],
      ['high', new Set([id('c')])],
      ['twice', new Set([id('2'), id('3')])],
      ['elsewhere', new Set([id('1'), id('9')])],
      ['nowhere', new Set([null])],
    ]),
  });

  it.each([
    ['low', 'base'],
    ['high', 'own'],
    ['twice', 'both'],
    ['elsewhere', 'unknown'],
    ['nowhere', 'unknown'],
    ['not listed', 'unknown'],
  ])('says of %s: %s', (key, origin) => {
    expect(originOf([finding(key)])).toBe(origin);
  });

  it('says of several what all of them have in common', () => {
    expect(originOf([finding('low'), finding('low')])).toBe('base');
    expect(originOf([finding('low'), finding('high')])).toBe('both');
    expect(originOf([finding('low'), finding('nowhere')])).toBe('unknown');
    expect(originOf([{ ...finding('low'), component: null }])).toBe('unknown');
    expect(originOf([])).toBe('unknown');
  });
});
