import { platformOf } from './platform.js';

describe('platformOf', () => {
  it.each([
    ['linux', 'amd64', undefined, 'linux/amd64'],
    ['linux', 'arm', 'v7', 'linux/arm/v7'],
    ['linux', 'arm64', 'v8', 'linux/arm64'],
    ['', 'aarch64', null, 'linux/arm64'],
    ['windows', 'x86_64', '', 'windows/amd64'],
    [undefined, 'armhf', undefined, 'linux/arm/v7'],
    ['linux', '', 'v7', null],
    ['linux', 'unknown', undefined, null],
    ['linux', 7, undefined, null],
  ])('of %s, %s and %s', (os, architecture, variant, expected) => {
    expect(platformOf(os, architecture, variant)).toBe(expected);
  });
});
