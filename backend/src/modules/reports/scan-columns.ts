import { listedCount } from '../../core/gate/scan-record.js';
import type { SeverityCounts } from '../../core/model/severity.js';
import { chainIds } from '../../core/reports/image-layers.js';
import { READER_VERSION } from '../../core/reports/reader-version.js';
import type { Remark, Scan } from '../../core/reports/scan.js';
import { arrayLiteral } from '../../database/array-literal.js';
import { claimColumns } from '../scans/claim-columns.js';

/** What was read of a report, and the rows that its content has in the catalogue. */
export interface ReadScan {
  readonly scan: Scan;
  readonly withoutPurlCount: number;
  readonly counts: SeverityCounts;
  readonly warnings: readonly Remark[];
  readonly warningCount: number;
  readonly wordIds: readonly number[];
  readonly componentIds: readonly number[];
  /** Of these, those that only a finding names, where the report lists others. */
  readonly unlistedIds: readonly number[];
  /** Of its components, as `packPlaces` writes them. */
  readonly places: readonly Buffer[];
}

/** The rows of a scan's components; `idOf` is by `Component.key`. */
export function componentRows(
  { components }: Pick<Scan, 'components'>,
  idOf: ReadonlyMap<string, number>,
): Pick<ReadScan, 'componentIds' | 'unlistedIds'> {
  const isInventory = components.some(({ isListed }) => isListed);
  return {
    componentIds: components.flatMap(({ key }) => idOf.get(key) ?? []),
    unlistedIds: isInventory ? components.flatMap(({ key, isListed }) => (isListed ? [] : (idOf.get(key) ?? []))) : [],
  };
}

/** A claim that there is none of: versions that read no words take a scan that has it for damaged, and not for one without findings. */
export const NO_CLAIM = 0;

/** The columns of `scan` that the report says: written when it comes, and when it is read again. */
export function scanColumns({ scan, ...read }: ReadScan): Readonly<Record<string, unknown>> {
  const { claimCount, claimCharacters } = claimColumns(scan.claims);
  return {
    format: scan.format,
    tool: scan.tool.name,
    tool_version: scan.tool.version,
    scanned_at: scan.scannedAt,
    database_date: scan.databaseDate,
    covers: scan.covers,
    operating_system: JSON.stringify(scan.operatingSystem),
    image_facts: JSON.stringify(scan.image),
    component_count: scan.components.length,
    listed_count: listedCount(scan),
    without_purl_count: read.withoutPurlCount,
    counts: JSON.stringify(read.counts),
    warnings: JSON.stringify(read.warnings),
    warning_count: read.warningCount,
    skipped: JSON.stringify(scan.skipped),
    skipped_count: scan.skippedCount,
    word_ids: arrayLiteral(read.wordIds),
    claim_count: claimCount,
    claim_characters: claimCharacters,
    claim_ids: arrayLiteral(read.wordIds.length === 0 ? [] : [NO_CLAIM]),
    component_ids: arrayLiteral(read.componentIds),
    unlisted_ids: arrayLiteral(read.unlistedIds),
    places: read.places,
    target: scan.target,
    platform: scan.platform,
    failures: JSON.stringify(scan.failures),
    attempted: scan.attempted,
    carries: scan.carries,
    ...layerColumns(scan),
    reader: READER_VERSION,
  };
}

function layerColumns({ layers }: Scan): Readonly<Record<string, unknown>> {
  const chain = chainIds(layers?.diffIds ?? []);
  return {
    layers: layers === undefined ? null : JSON.stringify(layers),
    chain_id: chain.at(-1) ?? null,
    below_ids: arrayLiteral(chain.slice(0, -1)),
  };
}
