/**
 * The versions that a list of fixes means. RustSec's are ranges, of which Trivy gives the ends: `>= 2.1.3, < 3.0.0, >= 3.1.0` is fixed in 2.1.3
 * and in 3.1.0.
 */
export function fixVersions(fixes: readonly string[]): readonly string[] {
  if (!fixes.some((fix) => RANGE.test(fix))) return fixes;
  return fixes.flatMap((fix) => (fix.startsWith('<') ? [] : fix.replace(RANGE, '')));
}

const RANGE = /^(?:[<>]=?|=)\s*/;
