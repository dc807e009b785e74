import type { Client } from 'pg';
import { linkedName, POSTING_KINDS, SEGMENT_BITS, SEGMENT_SIZE } from '#backend/modules/postings/posting-kind.js';
import { jsonOf, post } from '../http-client.js';
import { PIPELINE } from '../credentials.js';
import { advisoriesOf, advisory, component } from '../synthetic/catalogue.js';
import { mix } from '../synthetic/random.js';
import { FINDINGS_PER_COMPONENT } from './seed.js';

const PER_IMAGE = 5;
const AUTHOR = 'Benchmark';
const REQUESTER = 'benchmark of exceptions';

/** What a policy says under `evidence:` so that the document counts. */
export const HONOURED = `vexFrom: ['author:${AUTHOR}']`;

/** Puts five waivers in force on every other image, each for an advisory that its last build has. Returns their ids. */
export async function insertWaivers(client: Client): Promise<number[]> {
  const { rows } = await client.query<{ id: number }>(
    `WITH latest AS (
       SELECT image.id, project_id, repository, latest_id FROM image WHERE latest_id IS NOT NULL AND image.id % 2 = 0
     ), said AS (
       SELECT nextval('waiver_id_seq')::int AS id, project_id, repository, alias, jsonb_build_object(
         'scope', jsonb_build_object('advisory', alias, 'image', repository), 'status', 'accepted',
         'justification', 'The path is not reached.', 'expiresAt', to_char(now() + interval '7 days', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) AS content
       FROM latest, LATERAL (
         SELECT alias FROM posting JOIN advisory_alias AS named ON named.id = ${linkedName('key')}
         WHERE kind = ${POSTING_KINDS.name} AND segment = latest_id >> ${SEGMENT_BITS}
           AND get_bit(artifacts, latest_id & ${SEGMENT_SIZE - 1}) = 1 LIMIT ${PER_IMAGE}) AS named
     ), waivers AS (
       INSERT INTO waiver (id, project_id, name, source, state, hash, image, valid_from, expires_at, requested_at)
       SELECT id, project_id, 'W-' || id, 'server', 'approved', encode(sha256(content::text::bytea), 'hex'), repository,
         now() - interval '1 hour', now() + interval '7 days', now() FROM said
       RETURNING id, hash
     ), revisions AS (
       INSERT INTO waiver_revision (waiver_id, number, hash, content, requested_by_kind, requested_by_id, requested_by, requested_at,
         valid_from, verdict_hash)
       SELECT id, 1, hash, content, 'token', '0', '${REQUESTER}', now(), now() - interval '1 hour', hash FROM waivers JOIN said USING (id)
     )
     SELECT id FROM waivers ORDER BY id`,
  );
  await client.query(
    `INSERT INTO waiver_approval (waiver_id, number, account_id, approved_by_kind, approved_by, approver, approved_at)
     SELECT waiver_id, 1, account.id, 'person', email, email, now()
     FROM waiver_revision, (SELECT id, email FROM account ORDER BY id LIMIT 2) AS account WHERE requested_by = '${REQUESTER}'`,
  );
  await client.query('ANALYZE waiver; ANALYZE waiver_revision; ANALYZE waiver_approval');
  return rows.map(({ id }) => id);
}

/** As if there had been none. */
export async function removeWaivers(client: Client): Promise<void> {
  await client.query(
    `DELETE FROM waiver WHERE id IN (SELECT waiver_id FROM waiver_revision WHERE requested_by = '${REQUESTER}')`,
  );
}

/** Sends a document that counts for every image of the project. Answers what withdraws it. */
export async function sendVex(url: string, statements: number, knownComponents: number): Promise<() => Promise<void>> {
  const headers = { ...PIPELINE, 'Content-Type': 'application/json' };
  const said = Array.from({ length: statements }, (_, index) => statementOn(index, knownComponents));
  const document = {
    '@context': 'https://openvex.dev/ns/v0.2.0',
    '@id': `https://acme.example/vex/${Date.now()}`,
    author: AUTHOR,
    timestamp: new Date(Date.now() - 60_000).toISOString(),
    version: 1,
    statements: said,
  };
  const sent = await post(`${url}/api/v1/vex`, [Buffer.from(JSON.stringify(document))], { headers });
  const { id } = jsonOf<{ document: { id: string } }>(sent).document;
  return async () => {
    const body = [Buffer.from(JSON.stringify({ reason: 'It was measured.' }))];
    jsonOf(await post(`${url}/api/v1/vex/${id}/withdraw`, body, { headers }));
  };
}

/** Of a component of the fleet and an advisory on it. */
export function knownPair(index: number, knownComponents: number): { advisory: string; purl: string } {
  for (let attempt = 0; ; attempt += 1) {
    const number = mix(index, 63, attempt) % knownComponents;
    const [first] = advisoriesOf(number, FINDINGS_PER_COMPONENT);
    if (first !== undefined) return { advisory: advisory(first).id, purl: component(number).purl };
  }
}

function statementOn(index: number, knownComponents: number): object {
  const { advisory: name, purl } = knownPair(index, knownComponents);
  return {
    vulnerability: { name },
    products: [{ '@id': purl }],
    status: 'not_affected',
    justification: 'vulnerable_code_not_present',
  };
}
