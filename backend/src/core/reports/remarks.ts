import { jsonPointer, type JsonPath } from './json-stream/json-pointer.js';
import type { Remark } from './scan.js';

const KEPT = 100;

/** Remarks on a report: the count is exact, the first hundred are kept. */
export class Remarks {
  readonly kept: Remark[] = [];
  count = 0;

  add(path: JsonPath, message: string): void {
    this.count++;
    if (this.kept.length < KEPT) this.kept.push({ pointer: jsonPointer(path), message });
  }
}
