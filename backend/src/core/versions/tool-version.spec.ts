import { isToolVersion, isToolVersionBelow, isToolVersionRange, isToolVersionWithin } from './tool-version.js';

describe('isToolVersionRange', () => {
  it.each([
    ['<0.70.0', true],
    ['0.69.4 || 0.69.5', true],
    ['*', true],
    ['below seventy', false],
  ])('%j: %s', (text, isRange) => {
    expect(isToolVersionRange(text)).toBe(isRange);
  });
});

describe('isToolVersionWithin', () => {
  it.each([
    ['0.69.3', false],
    ['0.69.4', true],
    ['v0.69.5', true],
    ['0.69.6+build', true],
    ['0.69.4-rc.1', true],
    ['0.69.7', false],
    ['dev', null],
    ['', null],
  ])('%j in 0.69.4 - 0.69.6: %s', (version, isWithin) => {
    expect(isToolVersionWithin('0.69.4 - 0.69.6', version)).toBe(isWithin);
  });
});

describe('isToolVersionBelow', () => {
  it.each([
    ['0.59.9', true],
    ['v0.60', false],
    ['0.60.0-rc.1', true],
    ['0.100.0', false],
    ['[not provided]', null],
  ])('%j below 0.60.0: %s', (version, isBelow) => {
    expect(isToolVersionBelow(version, '0.60.0')).toBe(isBelow);
  });
});

describe('isToolVersion', () => {
  it.each([
    ['0.60', true],
    ['v1', true],
    ['latest', false],
  ])('%j: %s', (text, isVersion) => {
    expect(isToolVersion(text)).toBe(isVersion);
  });
});
