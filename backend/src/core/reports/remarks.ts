import { jsonPointer, type JsonPath } from './json-stream/json-pointer.js';
import { quotable } from './quotable.js';
import type { Remark } from './scan.js';

/** Remarks on a report: the count is exact, the first hundred (or `most`) are kept. */
export class Remarks {
  readonly kept: Remark[] = [];
  count = 0;

  constructor(private readonly most = 100) {}

  add(path: JsonPath, message: string): void {
    this.count++;
    // A remark may quote what it is about.
    if (this.kept.length < this.most) {
      this.kept.push({ pointer: quotable(jsonPointer(path)), message: quotable(message) });
    }
  }
}
