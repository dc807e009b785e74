import { sourcesOf } from './sources-of.js';

const KEY = 'pkg:deb/debian/libssl3@3.0.11-1';

function scanOf(...names: readonly (string | null)[]) {
  return { components: names.map((name) => (name === null ? { key: KEY } : { key: KEY, source: { name } })) };
}

describe('sourcesOf', () => {
  it('takes the first by name where reports differ, in whichever order they come', () => {
    const component = { key: KEY, purl: KEY, type: 'deb', name: 'libssl3', version: '3.0.11-1' };
    const scans = [scanOf('openssl'), scanOf(null), scanOf('libssl3', 'zlib')];
    for (const order of [scans, scans.toReversed()]) expect(sourcesOf(order)(component)).toBe('libssl3');
    expect(sourcesOf([scanOf(null)])(component)).toBeNull();
    expect(sourcesOf(scans)({ ...component, key: 'pkg:deb/debian/curl@8.0' })).toBeNull();
  });
});
