import { randomBytes } from 'node:crypto';
import { severityRank } from '../../src/core/model/severity.js';
import { decodeWord } from '../../src/core/words/decode-word.js';

type RunSql = <Row extends Record<string, unknown>>(text: string, parameters?: unknown[]) => Promise<Row[]>;

type StoredWord = { componentId: number; componentKey: string; hash: string; bytes: Buffer };

/** Keeps a scan's claims as versions before there were words did: a row each, and the scan has their numbers. */
export async function keepAsClaimRows(sql: RunSql, scanId: number): Promise<void> {
  const words = await sql<StoredWord>(
    `SELECT component_id AS "componentId", key AS "componentKey", encode(uuid_send(hash), 'hex') AS hash, bytes
     FROM scan, unnest(word_ids) WITH ORDINALITY AS said (id, place)
       JOIN word ON word.id = said.id JOIN component ON component.id = component_id
     WHERE scan.id = $1 ORDER BY said.place`,
    [scanId],
  );
  const claimIds: number[] = [];
  for (const { componentId, ...word } of words) {
    for (const claim of decodeWord(word, (hash) => `description ${hash}`)) {
      const [text] = await sql<{ id: number }>(
        `INSERT INTO text (hash, body) VALUES (sha256($1::text::bytea), $1)
         ON CONFLICT (hash) DO UPDATE SET body = excluded.body RETURNING id`,
        [claim.description ?? ''],
      );
      const [advisory] = await sql<{ id: number }>('INSERT INTO advisory (lead) VALUES ($1) RETURNING id', [
        claim.reportedId,
      ]);
      const [match] = await sql<{ id: number }>(
        'INSERT INTO match (component_id, advisory_id) VALUES ($1, $2) RETURNING id',
        [componentId, advisory?.id],
      );
      const columns = {
        hash: randomBytes(16),
        match_id: match?.id,
        tool: '',
        reported_id: claim.reportedId,
        ids: claim.ids,
        severity: severityRank(claim.severity),
        title: claim.title,
        fixed_version: claim.fixedVersion,
        fix_state: claim.fixState,
        published_at: claim.publishedAt,
        cvss_score: claim.cvssScore,
        cvss_vector: claim.cvssVector,
        epss: claim.epss,
        is_known_exploited: claim.isKnownExploited,
        url: claim.url,
        analysis: claim.analysis,
        is_suppressed: claim.isSuppressed,
        suppressed_by: claim.suppressedBy ?? null,
        is_statement: claim.isStatement,
        description_id: claim.description === null ? null : text?.id,
      };
      const names = Object.keys(columns);
      const [made] = await sql<{ id: number }>(
        `INSERT INTO claim (${names.join(', ')}) VALUES (${names.map((_, index) => `$${index + 1}`).join(', ')}) RETURNING id`,
        Object.values(columns),
      );
      claimIds.push(made?.id ?? 0);
    }
  }
  await sql(`UPDATE scan SET claim_ids = $2, word_ids = '{}', claim_count = 0, claim_characters = 0 WHERE id = $1`, [
    scanId,
    claimIds,
  ]);
}
