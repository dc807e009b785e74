import { Injectable } from '@nestjs/common';
import type { CountedVerdict } from './messages.js';

/** In a worker, in place of the metrics of what is evaluated there: they are kept where Prometheus asks. */
@Injectable()
export class VerdictCounts {
  private counted: CountedVerdict[] = [];

  readonly verdicts = { inc: (verdict: CountedVerdict): void => void this.counted.push(verdict) };

  /** Those since it was asked last. */
  take(): CountedVerdict[] {
    const counted = this.counted;
    this.counted = [];
    return counted;
  }
}
