import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IDENTITY, ISSUER, KeylessSigner, type Signing } from '../../../test/factories/keyless-signer.js';
import type { Trust } from '../../core/trust/trust.js';
import { readTrust } from './read-trust.js';

const STATEMENT = JSON.stringify({
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ digest: { sha256: 'ab'.repeat(32) } }],
  predicateType: 'https://sigstore.dev/cosign/sign/v1',
  predicate: {},
});

describe('readTrust, without a key', () => {
  const sigstore = new KeylessSigner();
  let folder: string;
  let trustedRoot: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plimsoll-trust-'));
    trustedRoot = join(folder, 'root.json');
    await writeFile(trustedRoot, await sigstore.trustedRoot());
  });

  afterAll(() => rm(folder, { recursive: true }));

  const trust = (): Promise<Trust> =>
    readTrust({ certificateIdentity: IDENTITY, certificateOidcIssuer: ISSUER, trustedRoot });

  it.each([
    ['the log says when', {}],
    ['a clock says when', { isTimestamped: true }],
  ])('believes whom the issuer names, where %s', async (_, signing) => {
    expect((await trust()).examine(await sigstore.sign(STATEMENT, signing))).toMatchObject({
      statement: { digests: [`sha256:${'ab'.repeat(32)}`] },
    });
  });

  it.each<[string, Signing, RegExp]>([
    ['another person', { identity: 'mallory@example.org' }, /^signed by mallory@example\.org, as https:\/\/token/],
    ['a branch whose name begins with that of ours', { identity: `${IDENTITY}-2` }, /^signed by .*main-2, as/],
    [
      'a name that ours would match as a pattern',
      { identity: IDENTITY.replace('github.com', 'githubXcom') },
      /^signed by /,
    ],
    ['a name that ours is part of', { identity: `https://evil.example/${IDENTITY}` }, /^signed by https:\/\/evil/],
    ['the name from another issuer', { issuer: 'https://issuer.example' }, /, as https:\/\/issuer\.example says$/],
    [
      'the name from an issuer that ours is part of',
      { issuer: `${ISSUER}.example` },
      /githubusercontent\.com\.example says$/,
    ],
    [
      'a certificate that did not hold when it signed',
      { issuedAt: new Date('2026-01-01T00:00:00Z'), isTimestamped: true },
      /^its certificate was not valid at the time of signing$/,
    ],
    [
      'what nobody dates, so that its certificate may have ended before',
      { issuedAt: new Date('2026-01-01T00:00:00Z'), isLogged: false },
      /^it has no trusted time of signing/,
    ],
    ['what is in no log', { isTimestamped: true, isLogged: false }, /^it is in no transparency log$/],
    [
      'what the log has of something else',
      { loggedPayload: 'x' },
      /^its entry in the transparency log is not trusted: /,
    ],
    ['a certificate that is in no log', { isCertificateLogged: false }, /no SCT/],
  ])('refuses %s', async (_, signing, reason) => {
    const { refusal } = (await trust()).examine(await sigstore.sign(STATEMENT, signing)) as { refusal?: string };
    expect(refusal).toMatch(reason);
  });

  it('refuses an authority that is not in the trusted root', async () => {
    const { refusal } = (await trust()).examine(await new KeylessSigner().sign(STATEMENT)) as { refusal?: string };
    expect(refusal).toBe('its certificate was issued by no authority in the trusted root');
  });

  it('refuses a key where it asks for a name, and a name where it asks for a key', async () => {
    const path = join(folder, 'key.pub');
    await writeFile(
      path,
      generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'pem' }),
    );
    const ofKey = await readTrust({ key: [path] });
    expect(ofKey.examine(await sigstore.sign(STATEMENT))).toEqual({
      refusal: 'signed with a certificate, and not with a key',
    });
  });

  it('refuses a signature whose statement was changed', async () => {
    const bundle = JSON.parse((await sigstore.sign(STATEMENT)).toString()) as { dsseEnvelope: { payload: string } };
    bundle.dsseEnvelope.payload = Buffer.from(STATEMENT.replace('abab', 'cdcd')).toString('base64');
    const { refusal } = (await trust()).examine(Buffer.from(JSON.stringify(bundle))) as { refusal?: string };
    expect(refusal).toMatch(/transparency log is not trusted|does not fit/);
  });

  it('takes no trusted root that trusts nobody', async () => {
    const path = join(folder, 'empty.json');
    await writeFile(path, '{}');
    await expect(
      readTrust({ certificateIdentity: IDENTITY, certificateOidcIssuer: ISSUER, trustedRoot: path }),
    ).rejects.toThrow(/is no trusted root of Sigstore/);
  });
});
