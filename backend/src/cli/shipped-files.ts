import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const POLICY_FILE = 'security-config.yml';

/** Where the default policy lies: at the repository's root, three folders up from here. Where the command line is one file, the policy is in it. */
export const SHIPPED_POLICY = fileURLToPath(new URL(`../../../${POLICY_FILE}`, import.meta.url));

/** The text of the default policy where the command line has it inside; null where it is a file. */
export const SHIPPED_POLICY_TEXT: string | null = null;

/** In a checkout and in the package for npm. A path and no address: pipelines without the internet have it, too. */
export const FIX_A_FAILED_GATE = 'docs/fix-a-failed-gate.md';

/** As package.json has it. */
export const { version: PLIMSOLL_VERSION } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as { version: string };
