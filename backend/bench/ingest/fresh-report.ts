import { GENERATION } from '../synthetic/catalogue.js';
import { digestOf } from '../synthetic/digest.js';
import type { ReportOptions } from '../synthetic/trivy-report.js';

/** So many more than wanted, so that the limit decides; few components have a number of vulnerabilities that varies more. */
const MARGIN = 1.1;
const MARGIN_OF_FEW = 3;
const FEW = 1_000;

/** Each generation's packages and advisories are its own, so that everything of its first report has to be written. */
export function freshReport(
  generation: number,
  { findings, components }: { readonly findings: number; readonly components: number },
): ReportOptions {
  return {
    image: `ghcr.io/acme/ingest-${generation}`,
    digest: digestOf('ingest', generation),
    components: Array.from({ length: components }, (_, index) => generation * GENERATION + index),
    mean: (findings / components) * (components < FEW ? MARGIN_OF_FEW : MARGIN),
    limit: findings,
  };
}
