import type { LayoutNode } from '../json-stream/split-layout.js';
import type { ReportReader } from '../report-reader.js';
import type { ScanBuilder } from '../scan-builder.js';
import type { SchemaSource } from '../schema/report-schema.js';

/** All that is known of a format. Its folder makes one, and `formats.ts` lists it. */
export interface FormatParts {
  /** As refusals name it: `SARIF 2.1.0`. */
  readonly title: string;
  /** What of it is read, and the option by which a tool writes it. */
  readonly reads: string;
  /** Whether a JSON object is of it, by its top. */
  readonly isMarked: (document: Readonly<Record<string, unknown>>) => boolean;
  /** The lists that are cut out of it, in what is a JSON object; their names begin with the format's and a dot. */
  readonly members: Readonly<Record<string, LayoutNode>>;
  /** The same for what is a JSON list. */
  readonly elements?: LayoutNode;
  /** Whether its lists stand under keys that no other format has, so that the first of them tells the format. */
  readonly isToldByLists: boolean;
  readonly schema: (specVersion: string | null) => Promise<SchemaSource>;
  readonly reader: (builder: ScanBuilder) => ReportReader;
}
