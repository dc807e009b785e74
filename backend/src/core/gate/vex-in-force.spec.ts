import { aClaim, aScanRecord, aWaiver, factsFrom } from '../../../test/factories/scan-record.js';
import { aSender } from '../../../test/factories/vex.js';
import type { Sender } from '../model/sender.js';
import { parsePolicy } from '../policy/parse-policy.js';
import { readVex } from '../vex/read-vex.js';
import type { VexDocument } from '../vex/vex-word.js';
import { evaluate } from './evaluate.js';
import { excludedByVex } from './excluded-by-vex.js';
import { reviewVex } from './vex-review.js';
import { verdictJson } from './verdict-json.js';

const NOW = '2026-11-21T00:00:00.000Z';
const OPENSSL = 'pkg:apk/alpine/openssl@3.0.7-r0';

interface Said {
  readonly id?: string;
  readonly author?: string | null;
  readonly timestamp?: string | null;
  readonly cve?: string;
  readonly product?: string;
  readonly status?: string;
  readonly justification?: string | null;
  readonly sender?: Sender | null;
}

let number = 0;

/** That openssl is not affected by CVE-2023-0286, said by Acme on 1 November, unless told otherwise. */
function aDocument({ sender = null, ...said }: Said = {}): VexDocument {
  const { id = 'acme-1', author = 'Acme', timestamp = '2026-11-01T00:00:00Z' } = said;
  const { status = 'not_affected', justification = 'vulnerable_code_not_present' } = said;
  const content = readVex(
    Buffer.from(
      JSON.stringify({
        '@context': 'https://openvex.dev/ns/v0.2.0',
        '@id': id,
        ...(author === null ? {} : { author }),
        ...(timestamp === null ? {} : { timestamp }),
        statements: [
          {
            vulnerability: { name: said.cve ?? 'CVE-2023-0286' },
            products: [{ '@id': said.product ?? OPENSSL }],
            status,
            ...(justification === null || status !== 'not_affected' ? {} : { justification }),
          },
        ],
      }),
    ),
  );
  number += 1;
  return { document: `sha256:${String(number).padStart(64, '0')}`, content, sender };
}

function ask(
  vex: readonly VexDocument[],
  evidence = "vexFrom: ['author:Acme']",
  given: {
    at?: string;
    claims?: readonly Parameters<typeof aClaim>[0][];
    waivers?: Parameters<typeof aWaiver>[0][];
  } = {},
) {
  const facts = factsFrom([aScanRecord({ claims: (given.claims ?? [{}]).map(aClaim) })]);
  const policy = parsePolicy(
    `version: 1\nenvironments:\n  prod: {vulnerabilities: {critical: 0}, evidence: {${evidence}}}\n`,
  );
  const at = given.at ?? NOW;
  const verdict = evaluate({
    facts,
    policy,
    waivers: (given.waivers ?? []).map(aWaiver),
    vex,
    environment: 'prod',
    at,
  });
  const settings = policy.environments[0]?.settings ?? {};
  const excluded = excludedByVex({ facts, policy, waivers: [], vex, environment: 'prod', at });
  return {
    verdict,
    excluded,
    outcome: verdict.outcome,
    reviews: reviewVex(vex, { facts, settings, at: Date.parse(at) }),
  };
}

const missOf = (asked: ReturnType<typeof ask>) => asked.reviews.map(({ miss }) => miss?.reason ?? null);

describe('VEX documents', () => {
  it('clear what they are on where the policy honours their author, and the verdict names them', () => {
    const document = aDocument();
    const { verdict } = ask([document]);
    expect(verdict.outcome).toBe('pass');
    const reason = verdict.reasons.find(({ rule }) => rule === 'vulnerabilities.critical');
    expect(reason?.message).toBe('No critical vulnerabilities. 1 excluded by VEX (acme-1).');
    expect(verdict.inputs.vex).toEqual([{ document: document.document, id: 'acme-1', author: 'Acme', sender: null }]);
    expect(JSON.parse(verdictJson(verdict))).toMatchObject({ inputs: { vex: [{ id: 'acme-1' }] } });
  });

  it('count for nothing by default, nor by what honours reports', () => {
    for (const evidence of ['vex: ignore', 'vex: honour', 'vexFrom: none', "vexFrom: ['author:Other']"]) {
      expect([evidence, ask([aDocument()], evidence).outcome]).toEqual([evidence, 'fail']);
    }
    expect(missOf(ask([aDocument()], 'vex: honour'))).toEqual(['none-honoured']);
    expect(missOf(ask([aDocument()], "vexFrom: ['author:Other']"))).toEqual(['author-not-honoured']);
  });

  it('leave the verdict as it is without them, and its id, where they clear nothing', () => {
    const without = ask([]).verdict;
    for (const said of [
      { cve: 'CVE-1-1' },
      { author: 'Mallory' },
      { product: 'pkg:apk/alpine/zlib' },
      { status: 'affected' },
    ]) {
      expect(verdictJson(ask([aDocument(said)]).verdict)).toBe(verdictJson(without));
    }
  });

  it('have to fit a sender and an author, where both are named: an author is easily claimed', () => {
    const mirror = aSender({ kind: 'token', name: 'vex-mirror' });
    const developer = aSender({ kind: 'token', name: 'vex-mirror', owner: 'dev@acme.example' });
    const both = "vexFrom: ['author:Acme', 'token:vex-mirror']";
    expect(ask([aDocument({ sender: mirror })], both).outcome).toBe('pass');
    expect(ask([aDocument({ sender: mirror, author: 'Other' })], both).outcome).toBe('fail');
    expect(ask([aDocument({ sender: developer })], both).outcome).toBe('fail');
    expect(missOf(ask([aDocument({ sender: developer })], both))).toEqual(['sender-not-honoured']);
    expect(ask([aDocument({ sender: developer })], "vexFrom: ['person:dev@acme.example']").outcome).toBe('pass');
    // Of a file nobody knows who sent it.
    expect(ask([aDocument()], both).outcome).toBe('fail');
    expect(ask([aDocument({ author: null, sender: mirror })], both).outcome).toBe('fail');
  });

  it('are withdrawn by a newer word of their author, in whatever order they come', () => {
    const said = aDocument();
    for (const status of ['affected', 'under_investigation']) {
      const withdrawn = aDocument({ id: 'acme-2', status, timestamp: '2026-11-02T00:00:00Z' });
      for (const vex of [
        [said, withdrawn],
        [withdrawn, said],
      ])
        expect(ask(vex).outcome).toBe('fail');
      expect(missOf(ask([said, withdrawn]))).toEqual(['older', 'affected']);
    }
    const again = aDocument({ id: 'acme-3', timestamp: '2026-11-03T00:00:00Z' });
    const withdrawn = aDocument({ id: 'acme-2', status: 'affected', timestamp: '2026-11-02T00:00:00Z' });
    expect(ask([said, again, withdrawn]).outcome).toBe('pass');
    expect(ask([said, again, withdrawn]).verdict.inputs.vex?.map(({ id }) => id)).toEqual(['acme-3']);
  });

  it('clear nothing where one author says so and the other otherwise at the same instant, or at none', () => {
    const affected = { id: 'x', status: 'affected' };
    expect(ask([aDocument(), aDocument(affected)]).outcome).toBe('fail');
    expect(ask([aDocument({ timestamp: null }), aDocument({ ...affected, timestamp: null })]).outcome).toBe('fail');
    expect(ask([aDocument(), aDocument({ ...affected, timestamp: null })]).outcome).toBe('fail');
    expect(ask([aDocument({ timestamp: null })]).outcome).toBe('pass');
  });

  it('clear nothing where another honoured author says otherwise, however old, and are not withdrawn by others', () => {
    const other = aDocument({ id: 'o', author: 'Other', status: 'affected', timestamp: '2026-10-01T00:00:00Z' });
    expect(ask([aDocument(), other]).outcome).toBe('pass');
    const both = ask([aDocument(), other], "vexFrom: ['author:Acme', 'author:Other']");
    expect(both.outcome).toBe('fail');
    expect(missOf(both)).toEqual(['contradicted', 'affected']);
  });

  it('count from their date on, and a verdict ends where one begins', () => {
    const later = aDocument({ timestamp: '2026-12-01T00:00:00Z' });
    const asked = ask([later]);
    expect(asked.outcome).toBe('fail');
    expect(missOf(asked)).toEqual(['future']);
    expect(asked.verdict.holdsUntil).toBe('2026-12-01T00:00:00.000Z');
    expect(ask([later], undefined, { at: '2026-12-01T00:00:00Z' }).outcome).toBe('pass');
    const withdrawn = aDocument({ status: 'affected', timestamp: '2027-01-01T00:00:00Z' });
    expect(ask([aDocument(), withdrawn]).outcome).toBe('fail');
  });

  it('clear nothing by not_affected without a reason', () => {
    const asked = ask([aDocument({ justification: null })]);
    expect(asked.outcome).toBe('fail');
    expect(missOf(asked)).toEqual(['no-reason']);
  });

  it("outweigh a report's own analysis, and are outweighed by it where it counts", () => {
    const analysis = { state: 'not_affected', justification: null, detail: null } as const;
    const honour = "vex: honour, vexFrom: ['author:Acme']";
    const affected = aDocument({ status: 'affected' });
    expect(ask([], honour, { claims: [{ analysis }] })).toMatchObject({ outcome: 'pass', excluded: 1 });
    expect(ask([], 'vex: ignore', { claims: [{ analysis }] })).toMatchObject({ outcome: 'fail', excluded: 0 });
    expect(ask([aDocument()])).toMatchObject({ outcome: 'pass', excluded: 1 });
    expect(ask([affected], honour, { claims: [{ analysis }] }).outcome).toBe('fail');
    const exploitable = { claims: [{ analysis: { ...analysis, state: 'affected' as const } }] };
    expect(ask([aDocument()], honour, exploitable).outcome).toBe('fail');
    expect(ask([aDocument()], undefined, exploitable).outcome).toBe('pass');
  });

  it('leave a waiver as it is', () => {
    expect(ask([aDocument({ status: 'affected' })], undefined, { waivers: [{}] }).outcome).toBe('pass');
  });

  it('are not on a bulletin of several CVEs by one of them', () => {
    const bulletin = { reportedId: 'DLA-1', ids: ['CVE-2023-0286', 'CVE-2023-0287', 'DLA-1'] };
    const { outcome } = ask([aDocument()], undefined, { claims: [bulletin] });
    expect(outcome).toBe('fail');
  });

  it('are told by how little they miss', () => {
    const asked = ask([
      aDocument({ product: 'pkg:apk/alpine/openssl@3.0.8-r0' }),
      aDocument({ product: 'pkg:oci/api?repository_url=ghcr.io/mallory' }),
      aDocument({ cve: 'CVE-2000-0001' }),
      aDocument({ product: 'openssl' }),
    ]);
    expect(asked.reviews.map(({ miss }) => miss)).toEqual([
      {
        reason: 'other-version',
        message:
          'It is on another version: pkg:apk/alpine/openssl@3.0.8-r0; here CVE-2023-0286 is in pkg:apk/alpine/openssl@3.0.7-r0.',
      },
      {
        reason: 'other-product',
        message:
          'It is on another product: pkg:oci/api?repository_url=ghcr.io/mallory; here CVE-2023-0286 is in pkg:apk/alpine/openssl@3.0.7-r0.',
      },
      { reason: 'unknown-advisory', message: 'No finding of the artifact is CVE-2000-0001.' },
      {
        reason: 'unidentified',
        message:
          'Its product is named by nothing that the artifact is known by: openssl. Name it by a package URL or a digest.',
      },
    ]);
  });

  describe('on a range of versions', () => {
    const ranged = (
      range: string,
      status: 'known_not_affected' | 'known_affected',
      day = '2026-11-01',
    ): VexDocument => {
      number += 1;
      const helper = { purl: 'pkg:apk/alpine/openssl' };
      const product = { product_id: 'P', name: 'openssl', product_identification_helper: helper };
      const content = readVex(
        Buffer.from(
          JSON.stringify({
            document: {
              category: 'csaf_vex',
              publisher: { name: 'Acme' },
              tracking: { current_release_date: `${day}T00:00:00Z` },
            },
            product_tree: { branches: [{ category: 'product_version_range', name: range, product }] },
            vulnerabilities: [
              {
                cve: 'CVE-2023-0286',
                product_status: { [status]: ['P'] },
                flags: [{ label: 'vulnerable_code_not_present', product_ids: ['P'] }],
              },
            ],
          }),
        ),
      );
      return { document: `sha256:${String(number).padStart(64, '0')}`, content, sender: null };
    };

    it('clear the versions in it alone', () => {
      expect(ask([ranged('vers:apk/<3.0.8-r0', 'known_not_affected')]).outcome).toBe('pass');
      const others = [
        'vers:apk/<3.0.7-r0',
        'vers:apk/<3.0.7-r0|>=3.0.8-r0',
        'vers:deb/<3.0.8-r0',
        '<3.0.8',
        'vers:apk/!=1',
      ];
      const asked = others.map((range) => ask([ranged(range, 'known_not_affected')]));
      expect(asked.map(({ outcome }) => outcome)).toEqual(others.map(() => 'fail'));
      expect(asked.flatMap(missOf)).toEqual([
        'other-version',
        'other-version',
        'unidentified',
        'unidentified',
        'unidentified',
      ]);
    });

    it('withdraw the versions in it, and those of which it is not known', () => {
      const earlier = aDocument();
      for (const range of ['vers:apk/<3.0.8-r0', '<3.0.8', 'vers:deb/<1']) {
        expect([range, ask([earlier, ranged(range, 'known_affected', '2026-11-02')]).outcome]).toEqual([range, 'fail']);
      }
      expect(ask([earlier, ranged('vers:apk/>3.0.8-r0', 'known_affected', '2026-11-02')]).outcome).toBe('pass');
    });

    it('are told by what is not known', () => {
      const { reviews } = ask([ranged('vers:apk/<3.0.8-r0', 'known_not_affected')], undefined, {
        claims: [{ componentKey: 'pkg:apk/alpine/openssl@unstable' }],
      });
      expect(reviews[0]?.miss).toMatchObject({ reason: 'unreadable-version' });
      const [unread] = ask([ranged('<3', 'known_not_affected')]).reviews;
      expect(unread?.miss?.message).toContain(
        'pkg:apk/alpine/openssl <3. Name it by a package URL or a digest, and versions by a vers range',
      );
    });
  });

  it('follow a link to a BOM that is among them, and to no other', () => {
    const serialNumber = 'urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79';
    const cyclonedx = (document: object): VexDocument => ({
      document: `sha256:${'c'.repeat(64)}`,
      content: readVex(Buffer.from(JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', ...document }))),
      sender: null,
    });
    const bom = cyclonedx({
      serialNumber,
      components: [{ type: 'library', name: 'openssl', 'bom-ref': 'c1', purl: OPENSSL }],
    });
    const link = cyclonedx({
      metadata: { authors: [{ name: 'Acme' }] },
      vulnerabilities: [
        {
          id: 'CVE-2023-0286',
          analysis: { state: 'not_affected' },
          affects: [{ ref: 'urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#c1' }],
        },
      ],
    });
    // The BOM is the policy's author's as well: what somebody else sent must not say what a link means.
    const ofAcme = { ...bom, content: { ...bom.content, author: 'Acme' } };
    expect(ask([link, ofAcme]).outcome).toBe('pass');
    expect(ask([link, bom]).outcome).toBe('fail');
    const [alone] = ask([link]).reviews;
    expect(alone?.miss).toMatchObject({ reason: 'other-bom', message: expect.stringContaining('/1#c1') });
  });
});
