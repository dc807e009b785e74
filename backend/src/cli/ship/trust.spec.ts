import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandError } from '../command-error.js';
import { Trust } from './trust.js';

const TYPE = 'application/vnd.in-toto+json';
const STATEMENT = JSON.stringify({
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ digest: { sha256: 'ab'.repeat(32) } }],
  predicateType: 'https://sigstore.dev/cosign/sign/v1',
  predicate: {},
});

/** A bundle as cosign 3 writes it with a key: a DSSE envelope over an in-toto statement. */
function bundle(key: KeyObject, payload = STATEMENT, signed = payload): Buffer {
  const encoded = `DSSEv1 ${TYPE.length} ${TYPE} ${Buffer.byteLength(signed)} ${signed}`;
  return Buffer.from(
    JSON.stringify({
      mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
      verificationMaterial: { publicKey: { hint: 'any' } },
      dsseEnvelope: {
        payload: Buffer.from(payload).toString('base64'),
        payloadType: TYPE,
        signatures: [{ sig: sign('sha256', Buffer.from(encoded), key).toString('base64') }],
      },
    }),
  );
}

describe('Trust', () => {
  const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
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
    const trust = await Trust.from({ key });
    expect(trust.examine(bundle(own.privateKey))).toEqual({
      statement: {
        predicateType: 'https://sigstore.dev/cosign/sign/v1',
        predicate: {},
        digests: [`sha256:${'ab'.repeat(32)}`],
      },
    });
  });

  it.each([
    ['another key', () => bundle(other.privateKey)],
    ['a payload that was changed', () => bundle(own.privateKey, STATEMENT.replace('abab', 'cdcd'), STATEMENT)],
    ['what is no bundle', () => Buffer.from('{}')],
    ['what is no JSON', () => Buffer.from('signed, honestly')],
    ['a signed text that is no statement', () => bundle(own.privateKey, '{"_type":"x"}')],
  ])('refuses %s', async (_, make) => {
    const trust = await Trust.from({ key });
    expect(trust.examine(make())).toEqual({ refusal: expect.any(String) });
  });

  it.each([
    ['nobody', () => ({})],
    ['a key and an identity', () => ({ key, certificateIdentity: 'x', certificateOidcIssuer: 'y' })],
    ['an identity without its issuer', () => ({ certificateIdentity: 'x', trustedRoot: 'z' })],
    ['an identity without roots', () => ({ certificateIdentity: 'x', certificateOidcIssuer: 'y' })],
    ['a private key', () => ({ key: [join(folder, 'own.key')] })],
    ['a key that is not there', () => ({ key: [join(folder, 'none.pub')] })],
  ])('does not trust %s', async (_, options) => {
    await expect(Trust.from(options())).rejects.toThrow(CommandError);
  });
});
