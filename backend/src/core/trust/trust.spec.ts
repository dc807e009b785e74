// What somebody attaches who may write to the registry and has no key of ours: real bundles, cut up and put together anew.
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { IDENTITY, ISSUER, KeylessSigner } from '../../../test/factories/keyless-signer.js';
import { type ExaminedBundle, Trust } from './trust.js';

const TYPE = 'application/vnd.in-toto+json';
const DIGEST = 'ab'.repeat(32);

const statement = (sha256 = DIGEST): string =>
  JSON.stringify({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ digest: { sha256 } }],
    predicateType: 'https://plimsoll.dev/verdict/v1',
    predicate: { verdict: { outcome: 'pass' } },
  });

const EXPECTED = {
  statement: {
    predicateType: 'https://plimsoll.dev/verdict/v1',
    predicate: { verdict: { outcome: 'pass' } },
    digests: [`sha256:${DIGEST}`],
  },
};
const FORGED = statement('cd'.repeat(32));

interface Envelope {
  payload: string;
  payloadType: string;
  signatures: object[];
}
interface BundleJson {
  [member: string]: unknown;
  verificationMaterial: Record<string, unknown>;
  dsseEnvelope: Envelope;
}

const base64 = (text: string | Uint8Array): string => Buffer.from(text as string).toString('base64');
const bytesOf = (bundle: unknown): Buffer => Buffer.from(JSON.stringify(bundle));
/** What DSSE signs of a payload of that type. */
const encoded = (type: string, payload: string): string =>
  `DSSEv1 ${Buffer.byteLength(type)} ${type} ${Buffer.byteLength(payload)} ${payload}`;

function bundle(key: KeyObject, signed = encoded(TYPE, statement()), changes: Partial<Envelope> = {}): BundleJson {
  return {
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: { publicKey: { hint: 'any' } },
    dsseEnvelope: {
      payload: base64(statement()),
      payloadType: TYPE,
      signatures: [{ sig: base64(sign('sha256', Buffer.from(signed), key)) }],
      ...changes,
    },
  };
}

/** Every bundle that differs from one in a single member, at whatever depth: taken away, or something else put there. */
function* mutations(value: unknown, junk: readonly unknown[]): Generator<unknown> {
  if (typeof value !== 'object' || value === null) return;
  for (const [member, inner] of Object.entries(value)) {
    const without = Object.entries(value).filter(([name]) => name !== member);
    if (Array.isArray(value)) {
      yield without.map(([, each]) => each);
      yield [...value, inner];
      for (const each of junk) yield value.with(Number(member), each);
      for (const each of mutations(inner, junk)) yield value.with(Number(member), each);
    } else {
      yield Object.fromEntries(without);
      for (const each of junk) yield { ...value, [member]: each };
      for (const each of mutations(inner, junk)) yield { ...value, [member]: each };
    }
  }
}

const JUNK = [null, -1, 1e99, '', 'AAAA', '0', [], [null], {}];

/** What is made of each: refused, or said as it was signed; anything else is a forgery that was believed. */
function outcomesOf(trust: Trust, genuine: unknown): { refused: number; unchanged: number; believed: unknown[] } {
  const found = [...mutations(genuine, JUNK)].map((changed) => ({
    changed,
    examined: trust.examine(bytesOf(changed)),
  }));
  const said = found.filter(({ examined }) => 'statement' in examined);
  const believed = said.filter(({ examined }) => !isDeepStrictEqual(inThisRealm(examined), EXPECTED));
  return { refused: found.length - said.length, unchanged: said.length - believed.length, believed };
}

/** The sources' objects have prototypes of their own (test/jest), which node:util tells apart. */
function inThisRealm(examined: ExaminedBundle): unknown {
  return JSON.parse(JSON.stringify(examined));
}

describe('Trust in keys', () => {
  const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const trust = Trust.ofKeys([own.publicKey], 'the key');
  const genuine = (): BundleJson => bundle(own.privateKey);
  const signature = (): object => ({
    sig: base64(sign('sha256', Buffer.from(encoded(TYPE, statement())), own.privateKey)),
  });
  const examine = (changed: unknown): ExaminedBundle => trust.examine(bytesOf(changed));

  const refused: [string, () => unknown][] = [
    ['no signature', () => bundle(own.privateKey, undefined, { signatures: [] })],
    ['an empty signature', () => bundle(own.privateKey, undefined, { signatures: [{ sig: '' }] })],
    ['ours among others', () => bundle(own.privateKey, undefined, { signatures: [signature(), signature()] })],
    // CVE-2022-21449: r and s of zero fit to everything where nobody looks.
    [
      'a signature of zeros',
      () =>
        bundle(own.privateKey, undefined, { signatures: [{ sig: base64(Buffer.from('3006020100020100', 'hex')) }] }),
    ],
    [
      'strangers’ signatures only',
      () => bundle(stranger, undefined, { signatures: [{ sig: 'AA==' }, ...bundle(stranger).dsseEnvelope.signatures] }),
    ],
    ['another payload under its signature', () => bundle(own.privateKey, undefined, { payload: base64(FORGED) })],
    ['a signature of the payload without its type', () => bundle(own.privateKey, statement())],
    ['a signature of its base64', () => bundle(own.privateKey, encoded(TYPE, base64(statement())))],
    ['a signature of another type', () => bundle(own.privateKey, encoded('text/plain', statement()))],
    [
      'a type that takes part of the payload',
      () =>
        bundle(own.privateKey, encoded(TYPE, statement()), {
          payloadType: `${TYPE} ${statement().length} {`,
          payload: base64(statement().slice(1)),
        }),
    ],
    [
      'a payload that takes part of the type',
      () => bundle(own.privateKey, encoded(`${TYPE} 2 {}`, statement()), { payload: base64(`2 {} ${statement()}`) }),
    ],
    [
      'a statement that was signed as a note',
      () => bundle(own.privateKey, encoded('text/plain', statement()), { payloadType: 'text/plain' }),
    ],
    ['a type in capitals', () => bundle(own.privateKey, undefined, { payloadType: TYPE.toUpperCase() })],
    [
      'a signature of bytes in place of a statement',
      () => ({
        mediaType: genuine()['mediaType'],
        verificationMaterial: genuine().verificationMaterial,
        messageSignature: {
          messageDigest: { algorithm: 'SHA2_256', digest: base64(Buffer.from(DIGEST, 'hex')) },
          signature: base64('x'),
        },
      }),
    ],
    [
      'a certificate in place of a key',
      () => ({ ...genuine(), verificationMaterial: { certificate: { rawBytes: 'AAAA' } } }),
    ],
    ['no word of what it is signed with', () => ({ ...genuine(), verificationMaterial: {} })],
    ['the envelope in its prototype', () => JSON.parse(`{"__proto__":${JSON.stringify(genuine())}}`) as unknown],
    ['a list around it', () => [genuine()]],
  ];

  it.each(refused)('refuses %s', (_, make) => {
    expect(examine(make())).toEqual({ refusal: expect.any(String) });
  });

  it.each([
    ['md5', 'md5'],
    ['sha1', 'sha1'],
  ])('refuses a signature over %s', (_, digest) => {
    const sig = base64(sign(digest, Buffer.from(encoded(TYPE, statement())), own.privateKey));
    expect(examine(bundle(own.privateKey, undefined, { signatures: [{ sig }] }))).toHaveProperty('refusal');
  });

  it('reads the payload that it has checked, where a member is there twice', () => {
    const text = JSON.stringify(genuine());
    const twice = [
      text.replace('"payload":', `"payload":"${base64(FORGED)}","payload":`),
      text.replace('"payloadType"', `"payload":"${base64(FORGED)}","payloadType"`),
    ];
    expect(twice.map((each) => trust.examine(Buffer.from(each)))).toEqual([
      EXPECTED,
      { refusal: expect.stringMatching(/does not fit/) },
    ]);
  });

  it.each([
    ['a payload without padding', { payload: base64(statement()).replace(/=+$/, '') }],
    ['a payload in lines', { payload: base64(statement()).replaceAll(/.{60}/g, '$&\n') }],
  ])('believes the same bytes with %s', (_, changes) => {
    expect(examine(bundle(own.privateKey, undefined, changes))).toEqual(EXPECTED);
  });

  it.each([
    ['lists', '['.repeat(2_000_000)],
    ['closed lists', `${'['.repeat(200_000)}${']'.repeat(200_000)}`],
    ['objects', '{"a":'.repeat(500_000)],
    ['nothing but blanks', ' '.repeat(4_000_000)],
  ])('refuses %s without end', (_, text) => {
    expect(trust.examine(Buffer.from(text))).toEqual({ refusal: expect.stringMatching(/^it is no Sigstore bundle/) });
  });

  it('takes what is deep in a predicate for what it is', () => {
    const depth = 100_000;
    const deep = statement().replace('"pass"', `${'['.repeat(depth)}${']'.repeat(depth)}`);
    const found = examine(bundle(own.privateKey, encoded(TYPE, deep), { payload: base64(deep) }));
    expect(found).toHaveProperty('statement.predicateType', 'https://plimsoll.dev/verdict/v1');
  });

  it('says nothing but what was signed, whatever is changed about a bundle', () => {
    const { refused: refusals, unchanged, believed } = outcomesOf(trust, genuine());
    expect(believed).toEqual([]);
    expect(refusals).toBeGreaterThan(50);
    // Of the hint nothing depends, nor of the media type's spelling.
    expect(unchanged).toBeLessThan(20);
  });
});

describe('Trust in an identity', () => {
  const sigstore = new KeylessSigner();
  let trust: Trust;
  let genuine: BundleJson;
  let other: BundleJson;

  const signed = async (payload: string): Promise<BundleJson> =>
    JSON.parse((await sigstore.sign(payload, { isTimestamped: true })).toString()) as BundleJson;

  beforeAll(async () => {
    trust = await Trust.ofIdentity(IDENTITY, ISSUER, await sigstore.trustedRoot());
    [genuine, other] = [await signed(statement()), await signed(FORGED)];
  });

  const withMaterial = (changes: object): BundleJson => ({
    ...genuine,
    verificationMaterial: { ...genuine.verificationMaterial, ...changes },
  });
  const entry = ({ verificationMaterial }: BundleJson = genuine): Record<string, unknown> =>
    (verificationMaterial['tlogEntries'] as Record<string, unknown>[])[0] ?? {};
  const without = (...members: string[]): object =>
    Object.fromEntries(Object.entries(entry()).filter(([name]) => !members.includes(name)));
  const proof = (changes: object): object => ({
    ...without('inclusionPromise'),
    inclusionProof: { ...(entry()['inclusionProof'] as object), ...changes },
  });

  it('believes a bundle as it is', () => {
    expect(trust.examine(bytesOf(genuine))).toEqual(EXPECTED);
  });

  const refused: [string, () => unknown][] = [
    ['the log entry of another bundle', () => withMaterial({ tlogEntries: [entry(other)] })],
    [
      'the certificate of another bundle',
      () => withMaterial({ certificate: other.verificationMaterial['certificate'] }),
    ],
    [
      'the time stamp of another bundle',
      () => withMaterial({ timestampVerificationData: other.verificationMaterial['timestampVerificationData'] }),
    ],
    ['the envelope of another bundle', () => ({ ...genuine, dsseEnvelope: other.dsseEnvelope })],
    [
      'the payload of another bundle',
      () => ({ ...genuine, dsseEnvelope: { ...genuine.dsseEnvelope, payload: other.dsseEnvelope.payload } }),
    ],
    [
      'the signature of another bundle',
      () => ({ ...genuine, dsseEnvelope: { ...genuine.dsseEnvelope, signatures: other.dsseEnvelope.signatures } }),
    ],
    ['no log entry', () => withMaterial({ tlogEntries: [] })],
    [
      'an entry that the log neither proves nor promises',
      () => withMaterial({ tlogEntries: [without('inclusionPromise', 'inclusionProof')] }),
    ],
    ['a proof without its checkpoint', () => withMaterial({ tlogEntries: [proof({ checkpoint: undefined })] })],
    [
      'a proof with an empty checkpoint',
      () => withMaterial({ tlogEntries: [proof({ checkpoint: { envelope: '' } })] }),
    ],
    [
      'a proof that leads to another root',
      () => withMaterial({ tlogEntries: [proof({ hashes: [base64(Buffer.alloc(32))] })] }),
    ],
    [
      'a checkpoint that nobody has signed',
      () => {
        const { checkpoint } = entry()['inclusionProof'] as { checkpoint: { envelope: string } };
        const [head = ''] = checkpoint.envelope.split('\n\n');
        return withMaterial({
          tlogEntries: [proof({ checkpoint: { envelope: `${head}\n\n— log.example AAAAAAAA\n` } })],
        });
      },
    ],
    [
      'the body of another entry',
      () => withMaterial({ tlogEntries: [{ ...entry(), canonicalizedBody: entry(other)['canonicalizedBody'] }] }),
    ],
    [
      'an entry of a log that nobody knows',
      () => withMaterial({ tlogEntries: [{ ...entry(), logId: { keyId: base64(Buffer.alloc(32)) } }] }),
    ],
    ['a key in place of the certificate', () => withMaterial({ certificate: undefined, publicKey: { hint: 'any' } })],
    ['a certificate that is none', () => withMaterial({ certificate: { rawBytes: base64('x') } })],
    ['no signature', () => ({ ...genuine, dsseEnvelope: { ...genuine.dsseEnvelope, signatures: [] } })],
  ];

  it.each(refused)('refuses %s', (_, make) => {
    expect(trust.examine(bytesOf(make()))).toEqual({ refusal: expect.any(String) });
  });

  it.each([
    ['an empty name', ''],
    ['half of our name', IDENTITY.slice(0, 20)],
    ['a pattern that fits our name', '.*'],
    ['our name and a line', `${IDENTITY}\n`],
  ])('refuses a certificate of %s', async (_, identity) => {
    expect(trust.examine(await sigstore.sign(statement(), { identity }))).toHaveProperty('refusal');
  });

  it('says nothing but what was signed, whatever is changed about a bundle', () => {
    const { refused: refusals, unchanged, believed } = outcomesOf(trust, genuine);
    expect(believed).toEqual([]);
    expect(refusals).toBeGreaterThan(200);
    expect(unchanged).toBeLessThan(100);
  });
});
