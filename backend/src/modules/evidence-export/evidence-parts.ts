import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import type { ProjectScope } from '../access/project-scope.js';
import { StoredReports } from '../archive/stored-reports.js';
import { jsonFile, textFile } from './archive-file.js';
import type { EventTarget } from './evidence-events.repository.js';
import { EvidenceRowsRepository } from './evidence-rows.repository.js';
import type { TarFile } from './tar.js';

/** A report of an archive, once for all scans that it is. */
export interface ArchivedReport {
  readonly reportId: number;
  /** Hexadecimal. */
  readonly sha256: string;
  readonly sizeBytes: string;
  readonly receivedAt: Date;
  readonly reportRemovedAt: Date | null;
}

const decompress = promisify(brotliDecompress);

/** What archives of evidence have in common: reports, policy versions and VEX documents, byte for byte. */
@Injectable()
export class EvidenceParts {
  constructor(
    private readonly rows: EvidenceRowsRepository,
    private readonly stored: StoredReports,
  ) {}

  /** `distinct` is by SHA-256. What is missing is added to `leftOut`. */
  async *reports(distinct: ReadonlyMap<string, ArchivedReport>, leftOut: string[]): AsyncGenerator<TarFile> {
    const removed = [...distinct.values()].filter(({ reportRemovedAt }) => reportRemovedAt !== null);
    if (removed.length > 0)
      leftOut.push(`${removed.length} reports: retention removed their bytes (scans.json says when).`);
    for (const { reportId, sha256, sizeBytes, receivedAt, reportRemovedAt } of distinct.values()) {
      if (reportRemovedAt !== null) continue;
      yield {
        name: `reports/${sha256}.json`,
        at: receivedAt,
        sizeBytes: Number(sizeBytes),
        bytes: this.stored.read(reportId),
      };
    }
  }

  async *policies(versions: ReadonlySet<string>): AsyncGenerator<TarFile> {
    for (const version of [...versions].sort()) {
      const policy = await this.rows.findPolicy(version);
      if (policy !== null)
        yield textFile(`policies/${version.replace('sha256:', '')}.yml`, policy.createdAt, policy.source);
    }
  }

  /** The documents that verdicts rest on, of these projects. Answers what the audit log calls them. */
  async *vex(
    documents: ReadonlySet<string>,
    scope: ProjectScope,
    at: Date,
    leftOut: string[],
  ): AsyncGenerator<TarFile, EventTarget[]> {
    const rows = documents.size === 0 ? [] : await this.rows.listVex([...documents].sort(), scope);
    yield jsonFile('vex.json', at, rows);
    const written = new Set<string>();
    for (const { id, sha256, receivedAt } of rows) {
      const body = written.has(sha256) ? null : await this.rows.findVexBody(id);
      if (body === null) continue;
      written.add(sha256);
      const bytes = await decompress(body);
      yield { name: `vex/${sha256}.json`, at: receivedAt, sizeBytes: bytes.length, bytes };
    }
    const missing = [...documents].filter((sha256) => !written.has(sha256));
    if (missing.length > 0)
      leftOut.push(`${missing.length} VEX documents that verdicts name: they are in another project.`);
    return rows.map(({ id }) => ({ kind: 'vex document', id: String(id), name: `VEX document ${id}` }));
  }
}
