import { jsonPointer, type JsonPath } from './json-stream/json-pointer.js';
import type { Remark } from './scan.js';
import { withoutCredentials } from './secret-text.js';

/** Remarks on a report: the count is exact, the first hundred (or `most`) are kept. */
export class Remarks {
  readonly kept: Remark[] = [];
  count = 0;

  constructor(private readonly most = 100) {}

  add(path: JsonPath, message: string): void {
    this.count++;
    // A remark may quote what it is about.
    if (this.kept.length < this.most) {
      this.kept.push({ pointer: withoutCredentials(jsonPointer(path)), message: withoutCredentials(message) });
    }
  }
}
