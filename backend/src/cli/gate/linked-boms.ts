import type { Readable } from 'node:stream';
import type { ReportedBom } from '../../core/gate/facts.js';
import type { Identity } from '../../core/vex/identity.js';
import { readVex } from '../../core/vex/read-vex.js';
import type { VexContent } from '../../core/vex/vex-document.js';
import { VexError } from '../../core/vex/vex-error.js';
import { VEX_LIMITS } from '../../core/vex/vex-limits.js';
import { nameOf, type ReadReport } from './read-reports.js';
import { openReport } from './report-source.js';

/**
 * BOMs among the reports, where VEX documents link to any. They are read once more: of a report its references are not kept. What cannot be read
 * so, or comes by standard input, is said, and no link leads there.
 */
export async function linkedBoms(
  reports: readonly ReadReport[],
  documents: readonly VexContent[],
  stdin: Readable,
  say: (text: string) => void,
): Promise<ReportedBom[]> {
  const wanted = new Set(documents.flatMap(linkedSerialNumbers));
  if (wanted.size === 0) return [];
  const boms: ReportedBom[] = [];
  for (const report of reports) {
    if (report.scan.format !== 'cyclonedx') continue;
    try {
      const bom = await readBom(report, stdin);
      if (bom !== null && wanted.has(bom.serialNumber)) boms.push(bom);
    } catch (error) {
      if (!(error instanceof VexError)) throw error;
      say(`${nameOf(report.path)}: VEX documents cannot link to it: ${error.message}.`);
    }
  }
  return boms;
}

function linkedSerialNumbers({ statements }: VexContent): string[] {
  const linked = (identities: readonly Identity[]) =>
    identities.flatMap((identity) => (identity.kind === 'link' ? [identity.serialNumber] : []));
  return statements.flatMap(({ products }) =>
    products.flatMap(({ identities, parts = [] }) => [identities, ...parts].flatMap(linked)),
  );
}

async function readBom({ path, digest }: ReadReport, stdin: Readable): Promise<ReportedBom | null> {
  if (path === '-') throw new VexError('vex_not_readable', 'standard input is read only once');
  const { bytes, digest: digestNow } = openReport(path, stdin);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > VEX_LIMITS.bytes) {
      throw new VexError('vex_limit', `it has more than ${VEX_LIMITS.bytes / 1024 / 1024} MiB`);
    }
    chunks.push(chunk);
  }
  if (digestNow() !== digest) throw new VexError('vex_not_readable', 'it has changed since it was read as a report');
  const { bom } = readVex(Buffer.concat(chunks));
  return bom === null ? null : { ...bom, report: digest };
}
