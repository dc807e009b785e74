import { InvalidInputError } from '../../../../common/errors/invalid-input.error.js';
import { challengeOf, readAuthentication, readRegistration } from './passkey-response.js';

const encode = (text: string): string => Buffer.from(text).toString('base64url');

const CLIENT_DATA = encode(JSON.stringify({ type: 'webauthn.get', challenge: 'abc', origin: 'http://localhost' }));

const ASSERTION = {
  id: 'AAEC',
  rawId: 'AAEC',
  type: 'public-key',
  authenticatorAttachment: 'platform',
  clientExtensionResults: { credProps: { rk: true } },
  response: { clientDataJSON: CLIENT_DATA, authenticatorData: 'AAEC', signature: 'AAEC', userHandle: null, more: 1 },
};

const ATTESTATION = {
  ...ASSERTION,
  response: { clientDataJSON: CLIENT_DATA, attestationObject: 'AAEC', transports: ['internal'], publicKey: 'AAEC' },
};

describe('readAuthentication', () => {
  it('keeps what is looked at, and nothing else', () => {
    expect(readAuthentication(ASSERTION)).toEqual({
      id: 'AAEC',
      rawId: 'AAEC',
      type: 'public-key',
      clientExtensionResults: {},
      response: { clientDataJSON: CLIENT_DATA, authenticatorData: 'AAEC', signature: 'AAEC' },
    });
  });

  it.each([
    ['nothing', undefined],
    ['a list', []],
    ['no id', { ...ASSERTION, id: undefined }],
    ['another raw id', { ...ASSERTION, rawId: 'AAED' }],
    ['an operator for an id', { ...ASSERTION, id: { $ne: '' }, rawId: { $ne: '' } }],
    ['another type', { ...ASSERTION, type: 'password' }],
    ['no response', { ...ASSERTION, response: null }],
    ['a signature that is a number', { ...ASSERTION, response: { ...ASSERTION.response, signature: 5 } }],
    ['a signature in base64', { ...ASSERTION, response: { ...ASSERTION.response, signature: 'AA+/' } }],
    ['a signature without an end', { ...ASSERTION, response: { ...ASSERTION.response, signature: 'A'.repeat(9000) } }],
    ['a user handle that is an object', { ...ASSERTION, response: { ...ASSERTION.response, userHandle: {} } }],
  ])('refuses %s', (_, response) => {
    expect(() => readAuthentication(response)).toThrow(InvalidInputError);
  });

  it('does not repeat what was sent', () => {
    expect(() => readAuthentication({ ...ASSERTION, type: 'hunter2' })).toThrow(/^(?!.*hunter2)/);
  });
});

describe('readRegistration', () => {
  it('keeps what is looked at, and nothing else', () => {
    expect(readRegistration(ATTESTATION).response).toEqual({
      clientDataJSON: CLIENT_DATA,
      attestationObject: 'AAEC',
      transports: ['internal'],
    });
  });

  it('does without transports, which not every browser tells', () => {
    const { transports: _, ...response } = ATTESTATION.response;
    expect(readRegistration({ ...ATTESTATION, response }).response.transports).toEqual([]);
  });

  it.each([['internal'], [['<b>']], [Array.from({ length: 11 }, () => 'usb')]])(
    'refuses the transports %j',
    (transports) => {
      expect(() => readRegistration({ ...ATTESTATION, response: { ...ATTESTATION.response, transports } })).toThrow(
        InvalidInputError,
      );
    },
  );
});

describe('challengeOf', () => {
  const answerWith = (clientDataJSON: string) =>
    readAuthentication({ ...ASSERTION, response: { ...ASSERTION.response, clientDataJSON } });

  it('finds the challenge in what the browser signed', () => {
    expect(challengeOf(answerWith(CLIENT_DATA))).toBe('abc');
  });

  it.each(['', 'null', '[]', '{}', '{"challenge":5}', '{"challenge":""}', '"challenge"', '{'])(
    'refuses %j',
    (clientData) => {
      expect(() => challengeOf(answerWith(encode(clientData || ' ')))).toThrow(InvalidInputError);
    },
  );
});
