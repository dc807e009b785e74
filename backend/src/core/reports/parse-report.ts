import { setImmediate } from 'node:timers/promises';
import { FORMATS } from './format/formats.js';
import { agreedFormat, refuseOtherThanJson, unknown } from './format/recognise-format.js';
import { formatOfList, REPORT_LAYOUT } from './format/report-layout.js';
import type { JsonPath } from './json-stream/json-pointer.js';
import { JsonSplitter, type ElementText, type SplitSink } from './json-stream/json-splitter.js';
import { Utf8Bytes } from './json-stream/utf8-bytes.js';
import { DEFAULT_REPORT_LIMITS, type ReportLimits } from './report-limits.js';
import type { ReportReader } from './report-reader.js';
import { ScanBuilder } from './scan-builder.js';
import type { ReportFormat, Scan } from './scan.js';
import { ReportSchema } from './schema/report-schema.js';
import { SchemaIssues } from './schema/schema-issues.js';

/** A chunk is read in slices of this size, so that a large one does not hold the event loop. */
const SLICE_BYTES = 256 * 1024;

/** After so many bytes, other work can run, even if the source never waits. */
const TURN_BYTES = 1024 * 1024;

export interface ParseOptions {
  /** What the sender says it is; without it the content tells. */
  readonly format?: ReportFormat;
  /** Refuses whatever the format's schema calls invalid, also where nothing rests on it. */
  readonly strict?: boolean;
  readonly limits?: ReportLimits;
}

/**
 * Reads a report of any of the formats, as it comes in; the whole is never held. Memory is what the scan holds
 * and a small constant, as long as CycloneDX says its version before its components; if not, its bytes on top.
 *
 * Throws `ReportError`.
 */
export async function parseReport(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: ParseOptions = {},
): Promise<Scan> {
  const limits = options.limits ?? DEFAULT_REPORT_LIMITS;
  const intake = new ReportIntake(options.format ?? null, options.strict ?? false, limits);
  const utf8 = new Utf8Bytes();
  const splitter = new JsonSplitter(REPORT_LAYOUT, intake, limits);
  let sinceTurn = 0;
  let isBegun = false;
  const read = async (bytes: Uint8Array): Promise<void> => {
    if (!isBegun && bytes.length > 0) {
      isBegun = true;
      refuseOtherThanJson(bytes);
    }
    for (let start = 0; start < bytes.length; start += SLICE_BYTES) {
      const slice = bytes.subarray(start, start + SLICE_BYTES);
      splitter.write(slice);
      await intake.settle();
      sinceTurn += slice.length;
      if (sinceTurn < TURN_BYTES) continue;
      sinceTurn = 0;
      await setImmediate();
    }
  };
  for await (const chunk of source) {
    for (let start = 0; start < chunk.length; start += TURN_BYTES) {
      await read(utf8.write(chunk.subarray(start, start + TURN_BYTES)));
    }
  }
  await read(utf8.end());
  return intake.finish(splitter.end(), utf8.transcodedFrom);
}

/** Takes the pieces of a document, finds out what it is, and has its schema and its reader see each of them. */
class ReportIntake implements SplitSink {
  private readonly builder: ScanBuilder;
  private readonly issues = new SchemaIssues();
  private format: ReportFormat | null;
  private specVersion: string | null = null;
  private schema: ReportSchema | null = null;
  private reader: ReportReader | null = null;
  /** Elements that came before it was known how to read them. */
  private held: { readonly list: string; readonly text: ElementText }[] = [];

  constructor(
    private readonly given: ReportFormat | null,
    private readonly isStrict: boolean,
    limits: ReportLimits,
  ) {
    this.builder = new ScanBuilder(limits);
    this.format = given;
  }

  element(list: string, text: ElementText): void {
    this.format ??= formatOfList(list);
    if (this.reader === null) this.held.push({ list, text: text.copy() });
    else this.take(list, text);
  }

  watched(name: string, value: string): void {
    if (name === 'specVersion') this.specVersion = value;
    else this.format ??= 'cyclonedx';
  }

  replaced(path: JsonPath): void {
    this.builder.warnings.add(path, 'bytes that are not UTF-8 were replaced by U+FFFD');
  }

  /** Loads what the format needs as soon as it is known, and catches up. */
  async settle(): Promise<void> {
    if (this.reader !== null || this.format === null) return;
    if (this.format === 'cyclonedx' && this.specVersion === null) return;
    await this.open(this.format);
  }

  async finish(skeleton: unknown, transcodedFrom: string | null): Promise<Scan> {
    const recognised = agreedFormat(skeleton, this.given);
    if (this.reader !== null && this.format !== recognised) {
      throw unknown(`This has the marks of ${this.format} and of ${recognised}.`);
    }
    if (this.reader === null) await this.open(recognised);
    if (this.schema?.acceptsSkeleton(skeleton) !== true || !this.issues.isEmpty || this.reader === null) {
      throw this.issues.toError(FORMATS[recognised].title);
    }
    if (transcodedFrom !== null) {
      this.builder.warnings.add([], `the report is ${transcodedFrom} and was transcoded; JSON is UTF-8`);
    }
    return this.reader.finish(skeleton);
  }

  private async open(format: ReportFormat): Promise<void> {
    const { schema, reader } = FORMATS[format];
    this.schema = new ReportSchema(await schema(this.specVersion), this.issues, this.builder.warnings, this.isStrict);
    this.reader = reader(this.builder);
    this.format = format;
    for (const { list, text } of this.held) this.take(list, text);
    this.held = [];
  }

  private take(list: string, text: ElementText): void {
    const value = text.parse();
    if (this.format === null || !list.startsWith(`${this.format}.`)) return;
    if (this.schema?.acceptsElement(list, value, text.path, text.byteLength) === true) {
      this.reader?.element(list, value, text.path);
    }
  }
}
