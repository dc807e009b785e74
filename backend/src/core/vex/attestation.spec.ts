// What somebody sends who has no key that the policy names: real envelopes, altered and cut up.
import { createHash, generateKeyPairSync } from 'node:crypto';
import { anOpenVex } from '../../../test/factories/open-vex.js';
import { attestedVex } from '../../../test/factories/attested-vex.js';
import { aClaim, aScanRecord, factsFrom } from '../../../test/factories/scan-record.js';
import { evaluate } from '../gate/evaluate.js';
import { reviewVex } from '../gate/vex-review.js';
import { parsePolicy } from '../policy/parse-policy.js';
import { fingerprintOf } from '../signatures/key-fingerprint.js';
import { readVex } from './read-vex.js';
import type { VexContent } from './vex-document.js';
import { vexJson, vexOfJson } from './vex-json.js';

const ACME = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const MALLORY = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const FINGERPRINT = fingerprintOf(ACME.publicKey);
const FACTS = factsFrom([aScanRecord({ claims: [aClaim()] })]);
const OTHER = `sha256:${'e'.repeat(64)}`;

const OPENVEX = anOpenVex({
  vulnerability: { name: 'CVE-2023-0286' },
  products: [{ '@id': 'pkg:apk/alpine/openssl@3.0.7-r0' }],
});

const read = (text: string, keys = [ACME.publicKey]): VexContent => readVex(Buffer.from(text), keys);
const attested = (digests: string[] = [FACTS.digest], key = ACME.privateKey): string =>
  attestedVex(OPENVEX, { key, digests });

/** What a policy makes of it that names this. */
function ask(content: VexContent, from: string) {
  const policy = parsePolicy(
    `version: 1\nenvironments:\n  prod: {vulnerabilities: {critical: 0}, evidence: {vexFrom: [${from}]}}\n`,
  );
  const at = '2026-11-21T00:00:00.000Z';
  const vex = [{ document: `sha256:${'1'.repeat(64)}`, content, sender: null }];
  const { outcome } = evaluate({ facts: FACTS, policy, waivers: [], vex, environment: 'prod', at });
  const [review] = reviewVex(vex, {
    facts: FACTS,
    settings: policy.environments[0]?.settings ?? {},
    at: Date.parse(at),
  });
  return [outcome, review?.miss?.reason ?? null, review?.miss?.message ?? ''];
}

const KEY = `'key:${FINGERPRINT}'`;

describe('an attested VEX document', () => {
  it('counts by the key that signed it, by whose DER the policy names it', () => {
    const der = ACME.publicKey.export({ type: 'spki', format: 'der' });
    expect(FINGERPRINT).toBe(`sha256:${createHash('sha256').update(der).digest('hex')}`);
    for (const isBundle of [false, true]) {
      const content = read(attestedVex(OPENVEX, { key: ACME.privateKey, digests: [FACTS.digest], isBundle }));
      expect(content).toMatchObject({ format: 'openvex', author: 'Acme' });
      expect(content.attestation).toEqual({ subjects: [FACTS.digest], signedBy: [FINGERPRINT] });
      expect(ask(vexOfJson(vexJson(content)), KEY)).toEqual(['pass', null, '']);
    }
  });

  it('counts for no other key, and not where its key is not at hand', () => {
    const mallorys = fingerprintOf(MALLORY.publicKey);
    expect(ask(read(attested()), `'key:${mallorys}'`).slice(0, 2)).toEqual(['fail', 'key-not-honoured']);
    const byMallory = attested([FACTS.digest], MALLORY.privateKey);
    for (const keys of [[], [ACME.publicKey], [ACME.publicKey, MALLORY.publicKey]]) {
      expect(ask(read(byMallory, keys), KEY).slice(0, 2)).toEqual(['fail', 'key-not-honoured']);
    }
    expect(ask(read(attested(), []), KEY)).toEqual([
      'fail',
      'key-not-honoured',
      'The policy honours documents that are signed with keys or by signers that it names, and this one is not signed with a public key or under a trusted root that was given (evidence.vexFrom).',
    ]);
    expect(ask(read(JSON.stringify(OPENVEX)), KEY)[2]).toContain('and this one is not signed');
    expect(ask(read(JSON.stringify({ ...OPENVEX, attestation: { signedBy: [FINGERPRINT] } })), KEY)[0]).toBe('fail');
  });

  it('must fit an author and a sender besides, where the policy names them', () => {
    expect(ask(read(attested()), `${KEY}, 'author:Acme'`)[0]).toBe('pass');
    expect(ask(read(attested()), `${KEY}, 'author:Other'`).slice(0, 2)).toEqual(['fail', 'author-not-honoured']);
    expect(ask(read(attested()), `${KEY}, 'token:ci'`).slice(0, 2)).toEqual(['fail', 'sender-not-honoured']);
    expect(ask(read(attested(), []), `'author:Acme'`)[0]).toBe('pass');
  });

  it('is of the artifacts that it is attested of, whoever counts', () => {
    for (const from of [KEY, `'author:Acme'`]) {
      expect(ask(read(attested([OTHER, FACTS.digest])), from)[0]).toBe('pass');
      expect(ask(read(attested([OTHER])), from)).toEqual([
        'fail',
        'other-artifact',
        `It is attested of another artifact: ${OTHER}.`,
      ]);
      expect(ask(read(attested([])), from).slice(0, 2)).toEqual(['fail', 'other-artifact']);
    }
  });

  it('is signed as a whole: whatever is altered in it, no key has signed it', () => {
    const envelope = JSON.parse(attested([OTHER])) as { payload: string; signatures: object[]; payloadType: string };
    const payload = Buffer.from(envelope.payload, 'base64').toString().replace(OTHER.slice(7), FACTS.digest.slice(7));
    const signedBy = (changes: object) => read(JSON.stringify({ ...envelope, ...changes })).attestation?.signedBy;
    expect(signedBy({})).toEqual([FINGERPRINT]);
    expect(signedBy({ payload: Buffer.from(payload).toString('base64') })).toEqual([]);
    expect(signedBy({ signatures: [] })).toEqual([]);
    expect(signedBy({ signatures: [{ sig: '' }, { sig: 'AAAA' }, {}] })).toEqual([]);
    const statement = Buffer.from(envelope.payload, 'base64').toString();
    expect(read(statement).attestation).toEqual({ subjects: [OTHER], signedBy: [] });
  });

  it.each<[string, object, string]>([
    ['another type of payload', { payloadType: 'text/plain' }, '/payloadType'],
    ['no statement', { payload: Buffer.from('{}').toString('base64') }, 'no in-toto statement'],
    ['what is not JSON', { payload: '%%%' }, 'not JSON'],
    [
      'a key twice in what is signed',
      { payload: Buffer.from('{"_type":"a","_type":"b"}').toString('base64') },
      'twice',
    ],
    ['signatures without end', { signatures: Array.from({ length: 5 }, () => ({ sig: 'AA==' })) }, '4 signatures'],
    [
      'another predicate',
      {
        payload: Buffer.from(
          JSON.stringify({ _type: 'https://in-toto.io/Statement/v1', predicateType: 'https://slsa.dev/provenance/v1' }),
        ).toString('base64'),
      },
      'https://slsa.dev/provenance/v1',
    ],
  ])('is refused with %s', (_, changes, message) => {
    const envelope = { ...(JSON.parse(attested()) as object), ...changes };
    expect(() => read(JSON.stringify(envelope))).toThrow(message);
  });

  it('is named by its key in full alone', () => {
    for (const from of ["'key:acme.pub'", "'key:sha256:abc'", `'key:${FINGERPRINT.toUpperCase()}'`, "'key:sha256:*'"]) {
      expect(() => ask(read(attested()), from)).toThrow('vexFrom');
    }
  });
});
