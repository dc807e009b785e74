import type { JsonPath } from './json-stream/json-pointer.js';
import type { Scan } from './scan.js';

/** Turns one format's pieces into a scan. What it is given has passed the format's schema. */
export interface ReportReader {
  /** An element of one of the format's lists, in the order of the file. */
  element(list: string, value: unknown, path: JsonPath): void;
  /** The document without the lists' elements; called once, last. */
  finish(skeleton: unknown): Scan;
}
