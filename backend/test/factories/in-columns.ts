import { encodeColumns } from '../../src/core/columns/encode-columns.js';
import { encodeTexts } from '../../src/core/columns/encode-texts.js';
import { FindingColumns } from '../../src/core/columns/finding-columns.js';
import { FindingTexts } from '../../src/core/columns/finding-texts.js';
import type { Finding } from '../../src/core/findings/finding.js';
import { uniteWithClaims } from '../../src/core/findings/unite-findings.js';
import { columnFindings } from '../../src/core/gate/column-findings.js';
import { currentRecords } from '../../src/core/gate/current-scans.js';
import type { ScanRecord } from '../../src/core/gate/scan-record.js';

/** The findings of the scans as they are read back from an artifact's columns. */
export function inColumns(scans: readonly ScanRecord[]): readonly Finding[] {
  const united = uniteWithClaims(currentRecords(scans));
  const encoded = encodeColumns(united.map(({ finding }) => finding));
  const columns = FindingColumns.decode(encoded);
  return columnFindings(columns, () => FindingTexts.decode(encodeTexts(united, encoded), columns));
}
