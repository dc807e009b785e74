import { isInVers, parseVers } from './vers-range.js';

const isIn = (version: string, type: string, text: string) => {
  const range = parseVers(text);
  if (range === null) throw new Error(`${text} is no range`);
  return isInVers(version, type, range);
};

describe('a vers range', () => {
  it.each([
    ['1.2.3', 'npm', 'vers:npm/>=1.0.0|<1.4.2', true],
    ['1.4.2', 'npm', 'vers:npm/>=1.0.0|<1.4.2', false],
    ['0.9.0', 'npm', 'vers:npm/>=1.0.0|<1.4.2', false],
    ['1.0.0', 'npm', 'vers:npm/<1.4.2|>=1.0.0', true],
    ['1.4.2-rc.1', 'npm', 'vers:npm/>=1.0.0|<1.4.2', true],
    ['9.0.0', 'npm', 'vers:npm/<1.0.0|>=2.0.0', true],
    ['1.5.0', 'npm', 'vers:npm/<1.0.0|>=2.0.0', false],
    ['0.1.0', 'npm', 'vers:npm/<1.0.0|>=2.0.0', true],
    ['1.2.0', 'npm', 'vers:npm/>=1.0.0|!=1.2.0|<1.4.0', false],
    ['1.2.1', 'npm', 'vers:npm/>=1.0.0|!=1.2.0|<1.4.0', true],
    ['1.2.0', 'npm', 'vers:npm/1.2.0|1.3.0', true],
    ['1.2.5', 'npm', 'vers:npm/1.2.0|1.3.0', false],
    ['1.2.5', 'npm', 'vers:npm/1.2.0|>=1.3.0', false],
    ['1.0', 'npm', 'vers:npm/1.0.0', true],
    ['1:2.0-1', 'deb', 'vers:deb/<1%3A2.0-2', true],
    ['3.0-1', 'deb', 'vers:deb/>=1%3A2.0-2', false],
    ['2.0~rc1', 'deb', 'vers:deb/<2.0', true],
    ['1.2.3-r1', 'apk', 'vers:alpine/<1.2.3-r2', true],
    ['1.2.3-r1', 'apk', 'vers:apk/<1.2.3-r2', true],
    ['2.0.0rc1', 'pypi', 'vers:pypi/<2.0.0', true],
    ['1.0.0', 'npm', 'vers:npm/*', true],
    ['whatever', 'generic', 'vers:all/*', true],
  ])('%s of %s in %s: %s', (version, type, range, expected) => {
    expect(isIn(version, type, range)).toBe(expected);
  });

  it.each([
    ['1.0.0', 'pypi', 'another ecosystem'],
    ['latest', 'npm', 'no version'],
    ['1.0.0 || 2.0.0', 'npm', 'no version'],
    ['', 'npm', 'no version'],
    [`1.${'0'.repeat(300)}`, 'npm', 'longer than versions are'],
  ])('never has %s of %s in it: %s', (version, type) => {
    expect(isIn(version, type, 'vers:npm/>=0.0.0')).toBe(false);
  });

  it.each([
    '',
    'npm/1.0.0',
    'vers:npm',
    'vers:npm/',
    'vers:npm/>=',
    'vers:npm/latest',
    'vers:npm/>1.0.0|>2.0.0',
    'vers:npm/<1.0.0|<2.0.0',
    'vers:npm/>=1.0.0|<1.0',
    'vers:npm/!=1.0.0',
    'vers:npm/*|1.0.0',
    'vers:npm/1.0.0|',
    'vers:npm/%zz',
    'vers:none/*',
    'vers:openssl/1.0.2',
    'vers:generic/<2',
  ])('is not %p', (text) => {
    expect(parseVers(text)).toBeNull();
  });
});
