import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandError } from '../command-error.js';
import { readTrust } from './read-trust.js';

const TYPE = 'application/vnd.in-toto+json';
const STATEMENT = JSON.stringify({
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ digest: { sha256: 'ab'.repeat(32) } }],
  predicateType: 'https://sigstore.dev/cosign/sign/v1',
  predicate: {},
});

/** A bundle as cosign 3 writes it with a key: a DSSE envelope over an in-toto statement. */
function bundle(key: KeyObject, payload = STATEMENT, signed = payload, type = TYPE, digest = 'sha256'): Buffer {
  const encoded = `DSSEv1 ${type.length} ${type} ${Buffer.byteLength(signed)} ${signed}`;
  return Buffer.from(
    JSON.stringify({
      mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
      verificationMaterial: { publicKey: { hint: 'any' } },
      dsseEnvelope: {
        payload: Buffer.from(payload).toString('base64'),
        payloadType: type,
        signatures: [{ sig: sign(digest, Buffer.from(encoded), key).toString('base64') }],
      },
    }),
  );
}

describe('readTrust', () => {
  const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const third = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  let folder: string;
  let key: string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plimsoll-trust-'));
    key = [join(folder, 'own.pub')];
    await writeFile(join(folder, 'own.pub'), own.publicKey.export({ type: 'spki', format: 'pem' }));
    await writeFile(join(folder, 'own.key'), own.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  });

  afterAll(() => rm(folder, { recursive: true }));

  it('believes what its key has signed', async () => {
    const trust = await readTrust({ key });
    expect(trust.examine(bundle(own.privateKey))).toEqual({
      statement: {
        predicateType: 'https://sigstore.dev/cosign/sign/v1',
        predicate: {},
        digests: [`sha256:${'ab'.repeat(32)}`],
      },
    });
  });

  it.each([
    ['rsa', 'sha256', generateKeyPairSync('rsa', { modulusLength: 2048 })],
    ['P-384', 'sha384', generateKeyPairSync('ec', { namedCurve: 'P-384' })],
    ['P-521', 'sha512', generateKeyPairSync('ec', { namedCurve: 'P-521' })],
  ])('believes a key of %s, which signs with %s', async (name, digest, { publicKey, privateKey }) => {
    const path = join(folder, `${name}.pub`);
    await writeFile(path, publicKey.export({ type: 'spki', format: 'pem' }));
    const signed = bundle(privateKey, STATEMENT, STATEMENT, TYPE, digest);
    expect((await readTrust({ key: [path] })).examine(signed)).toHaveProperty('statement');
  });

  it('says of a key whose signatures cannot be checked that they cannot', async () => {
    const path = join(folder, 'ed25519.pub');
    await writeFile(path, generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }));
    await expect(readTrust({ key: [path] })).rejects.toThrow(/a key of ed25519, .* Take ECDSA/);
  });

  it('believes either key while they are rotated, in files of their own or in one', async () => {
    const [old, young] = [own, other].map(({ publicKey }) => publicKey.export({ type: 'spki', format: 'pem' }));
    const both = join(folder, 'both.pub');
    const second = join(folder, 'other.pub');
    await writeFile(both, `${old}\n${young}`);
    await writeFile(second, young ?? '');
    for (const paths of [[both], [...key, second]]) {
      const trust = await readTrust({ key: paths });
      expect(trust.examine(bundle(own.privateKey))).toHaveProperty('statement');
      expect(trust.examine(bundle(other.privateKey))).toHaveProperty('statement');
      expect(trust.examine(bundle(third.privateKey))).toHaveProperty('refusal');
    }
    const retired = await readTrust({ key: [second] });
    expect(retired.examine(bundle(own.privateKey))).toHaveProperty('refusal');
  });

  it.each([
    ['another key', () => bundle(other.privateKey), /^the signature does not fit/],
    [
      'a payload that was changed',
      () => bundle(own.privateKey, STATEMENT.replace('abab', 'cdcd'), STATEMENT),
      /^the signature does not fit/,
    ],
    ['what is no bundle', () => Buffer.from('{}'), /^it is no Sigstore bundle/],
    ['what is no JSON', () => Buffer.from('signed, honestly'), /^it is no Sigstore bundle/],
    [
      'a signed text that is no statement',
      () => bundle(own.privateKey, '{"_type":"x"}'),
      /^what is signed is no in-toto statement$/,
    ],
    [
      'a statement that was signed as something else',
      () => bundle(own.privateKey, STATEMENT, STATEMENT, 'application/x.note'),
      /^what is signed is no in-toto statement, but application\/x\.note$/,
    ],
  ])('refuses %s', async (_, make, reason) => {
    const trust = await readTrust({ key });
    expect(trust.examine(make())).toEqual({ refusal: expect.stringMatching(reason) });
  });

  it.each([
    ['nobody', () => ({})],
    ['a key and an identity', () => ({ key, certificateIdentity: 'x', certificateOidcIssuer: 'y' })],
    ['an identity without its issuer', () => ({ certificateIdentity: 'x', trustedRoot: 'z' })],
    ['an identity without roots', () => ({ certificateIdentity: 'x', certificateOidcIssuer: 'y' })],
    ['a private key', () => ({ key: [join(folder, 'own.key')] })],
    ['the address of a key that somebody else holds', () => ({ key: ['awskms:///alias/ship'] })],
    ['a key that is not there', () => ({ key: [join(folder, 'none.pub')] })],
  ])('does not trust %s', async (_, options) => {
    await expect(readTrust(options())).rejects.toThrow(CommandError);
  });
});
