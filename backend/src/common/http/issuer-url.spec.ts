import { isFetchable, isIssuerUrl } from './issuer-url.js';

describe('isIssuerUrl', () => {
  it.each([
    'https://token.actions.githubusercontent.com',
    'https://gitlab.example.com/oauth',
    'http://localhost:4000',
    'http://127.0.0.1:4000/realm',
    'http://[::1]:4000',
  ])('takes %s', (issuer) => {
    expect(isIssuerUrl(issuer)).toBe(true);
  });

  it.each([
    'http://gitlab.example.com',
    'http://127.0.0.1.example.com',
    'http://169.254.169.254/latest',
    'file:///etc/passwd',
    'https://user@gitlab.example.com',
    'https://user:secret@gitlab.example.com',
    'https://gitlab.example.com?x=1',
    'https://gitlab.example.com/#x',
    'gitlab.example.com',
    '',
  ])('does not take %s', (issuer) => {
    expect(isIssuerUrl(issuer)).toBe(false);
  });
});

describe('isFetchable', () => {
  it('takes a query, as addresses of keys may have one', () => {
    expect(isFetchable('https://gitlab.example.com/keys?version=2')).toBe(true);
    expect(isFetchable('http://gitlab.example.com/keys')).toBe(false);
  });
});
