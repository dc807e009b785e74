import { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';
import { spreadsheetTable } from '../../common/text/spreadsheet-table.js';
import type { ArtifactSummary } from './dto/artifact-summary.dto.js';

export const EXPORT_FORMATS = ['csv', 'json'] as const;

export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** A list that is longer is refused rather than cut off, so that no file looks whole that is not. */
export const MOST_EXPORTED = 100_000;

const TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8; header=present',
  json: 'application/json',
};

/** A row of a table of artifacts: an artifact, or an image with its latest one. */
export interface ExportedRow {
  readonly project: string;
  readonly image: string;
  readonly artifact: ArtifactSummary | null;
}

/** How a list becomes a file. */
export interface ListExport<Item> {
  /** Of the file. */
  readonly name: string;
  readonly format: ExportFormat;
  readonly items: AsyncIterable<Item>;
  readonly rowOf: (item: Item) => ExportedRow;
  /** Most lenient first. */
  readonly environments: readonly string[];
}

/** Read no faster than it is taken. */
export function exportedFile<Item>({ name, format, items, rowOf, environments }: ListExport<Item>): StreamableFile {
  const day = new Date().toISOString().slice(0, 10);
  const file =
    format === 'json' ? Readable.from(arrayOf(items)) : spreadsheetTable(columnsFor(environments), rows(items, rowOf));
  return new StreamableFile(file, {
    type: TYPES[format],
    disposition: `attachment; filename="plimsoll-${name}-${day}.${format}"`,
  });
}

/** One item a line. Cut off anywhere, it is no JSON. */
async function* arrayOf(items: AsyncIterable<unknown>): AsyncGenerator<string> {
  let before = '[';
  for await (const item of items) {
    yield `${before}\n${JSON.stringify(item)}`;
    before = ',';
  }
  yield before === '[' ? '[]\n' : '\n]\n';
}

const COLUMNS = [
  'project',
  'image',
  'tags',
  'digest',
  'critical',
  'high',
  'medium',
  'low',
  'unknown',
  'worstSeverity',
  'load',
  'components',
  'lastScannedAt',
  'createdAt',
  'artifactId',
] as const;

function columnsFor(environments: readonly string[]): string[] {
  return [...COLUMNS, ...environments.flatMap((name) => [`${name}: verdict`, `${name}: reason`, `${name}: waivers`])];
}

async function* rows<Item>(
  items: AsyncIterable<Item>,
  rowOf: (item: Item) => ExportedRow,
): AsyncGenerator<Record<string, unknown>> {
  for await (const item of items) {
    const { project, image, artifact } = rowOf(item);
    if (artifact === null) {
      yield { project, image };
      continue;
    }
    const { tags, counts, id, verdicts, ...summary } = artifact;
    yield {
      ...summary,
      ...counts,
      project,
      image,
      tags: tags.join(' '),
      artifactId: id,
      ...Object.fromEntries(
        verdicts.flatMap(({ environment, outcome, summary: reason, waiverCount }) => [
          [`${environment}: verdict`, outcome],
          [`${environment}: reason`, reason],
          [`${environment}: waivers`, waiverCount],
        ]),
      ),
    };
  }
}
