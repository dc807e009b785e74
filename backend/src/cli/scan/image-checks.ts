import { isRootUser } from '../../core/model/root-user.js';
import type { CheckedProblem } from './check-report.js';
import { imageIdOf } from './image-layers.js';

interface TrivyImage {
  readonly Metadata?: { readonly ImageConfig?: { readonly config?: { readonly User?: unknown } | null } | null } | null;
  readonly Results?: unknown;
}

/** Trivy's own check of that, by all the names that it has had. */
const CHECKS_OF_ROOT = /^(?:AVD-)?DS-?0*2$/;

/**
 * What is wrong with an image's configuration, from Trivy's report of it. Whether Trivy itself holds the configuration
 * against its checks depends on its release; so that the answer does not, what it has said already is left out here.
 * Nothing is said of what is no image, or of one whose configuration the report leaves out.
 */
export function imageProblems(report: unknown): CheckedProblem[] {
  const { Metadata: metadata, Results: results } = (report ?? {}) as TrivyImage;
  const configuration = metadata?.ImageConfig;
  // Of a folder some releases report an empty configuration.
  if (imageIdOf(report) === null || typeof configuration !== 'object' || configuration === null) return [];
  const user = configuration.config?.User ?? '';
  if (typeof user !== 'string' || isRootUser(user) !== true || isRootKnown(results)) return [];
  const title = `The image runs as root: ${user === '' ? 'no USER is set' : `USER ${user}`}`;
  return [{ rule: 'image-root', title }];
}

function isRootKnown(results: unknown): boolean {
  const every = Array.isArray(results) ? (results as ({ Misconfigurations?: unknown } | null)[]) : [];
  return every.some(
    (result) =>
      Array.isArray(result?.Misconfigurations) &&
      (result.Misconfigurations as ({ ID?: unknown; Status?: unknown } | null)[]).some(
        (found) => CHECKS_OF_ROOT.test(String(found?.ID)) && found?.Status === 'FAIL',
      ),
  );
}
