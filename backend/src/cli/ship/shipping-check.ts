import { spellDuration, durationOf } from '../../core/policy/duration.js';
import { minuteOf } from '../../core/gate/words.js';
import { type Outcome, OUTCOMES } from '../../core/gate/verdict.js';
import { type Registry, TamperedError } from '../registry/registry.js';
import { type Attached, attachedTo } from './attached.js';
import { imagesIn, platformName } from './platforms.js';
import { CYCLONEDX, PROVENANCE, SIGNATURE, SPDX, VERDICT } from './statement.js';
import type { Trust } from './trust.js';
import { type AttestedVerdict, verdictsIn } from './verdict-predicate.js';

/** One thing that must hold before an artifact ships. */
export interface Check {
  readonly name: 'manifest' | 'signature' | 'sbom' | 'provenance' | 'verdict';
  readonly outcome: Outcome;
  /** A sentence. */
  readonly message: string;
}

export interface Asked {
  /** `sha256:…` */
  readonly digest: string;
  readonly environment: string;
  /** A duration: an older verdict is stale, whatever it says of itself. */
  readonly maxAge: string;
  readonly at: Date;
}

/** A clock may be ahead of ours by so much. */
const CLOCK_SKEW_MS = 5 * 60_000;

/**
 * May this artifact run there? Asks the registry and nobody else. Every check is made, so that all that is wrong is
 * said. An index of several platforms is signed as a whole, and each of its images must hold by itself.
 */
export async function checkForShipping(registry: Registry, trust: Trust, asked: Asked): Promise<Check[]> {
  let attached: Attached;
  let images: ReturnType<typeof imagesIn>;
  try {
    const manifest = await registry.manifest(asked.digest);
    if (manifest === null) return [fail('manifest', `${registry.repository} has no ${asked.digest}.`)];
    images = imagesIn(manifest.content);
    attached = await attachedTo(registry, asked.digest, trust);
  } catch (error) {
    if (!(error instanceof TamperedError)) throw error;
    return [fail('manifest', error.message)];
  }
  const own: Check[] = [
    { name: 'manifest', outcome: 'pass', message: `The registry gives what ${asked.digest} names.` },
    statementCheck('signature', [SIGNATURE], 'a signature', attached, trust),
  ];
  if (images.length > 1) {
    for (const image of images) {
      const checks = await checkForShipping(registry, trust, { ...asked, digest: image.digest });
      own.push(...checks.map((check) => ({ ...check, message: `${platformName(image)}: ${check.message}` })));
    }
    return own;
  }
  return [
    ...own,
    statementCheck('sbom', [CYCLONEDX, SPDX], 'an SBOM', attached, trust),
    statementCheck('provenance', [PROVENANCE], 'provenance', attached, trust),
    verdictCheck(attached, trust, asked),
  ];
}

/** The worst of the checks. */
export function outcomeOf(checks: readonly Check[]): Outcome {
  const worst = Math.max(...checks.map(({ outcome }) => OUTCOMES.indexOf(outcome)));
  return OUTCOMES[worst] ?? 'fail';
}

function statementCheck(
  name: Check['name'],
  types: readonly string[],
  what: string,
  attached: Attached,
  trust: Trust,
): Check {
  const found = attached.believed.filter(({ predicateType }) => types.includes(predicateType));
  if (found.length > 0) return { name, outcome: 'pass', message: `There is ${what} of ${trust.description}.` };
  return fail(name, whyMissing(types, what, attached, trust));
}

/** Unsigned, signed by somebody else, altered, and about something else are four different things to do something about. */
function whyMissing(types: readonly string[], what: string, attached: Attached, trust: Trust): string {
  const elsewhere = attached.misplaced.find(({ predicateType }) => types.includes(predicateType));
  if (elsewhere !== undefined) {
    return `${capital(what)} is attached, but it speaks of another digest: ${elsewhere.digests.join(', ') || 'of none'}.`;
  }
  const refused = attached.refused.find(({ predicateType }) => predicateType !== null && types.includes(predicateType));
  if (refused !== undefined) {
    return `${capital(what)} is attached, but not of ${trust.description}: ${refused.reason}.`;
  }
  const other = attached.refused.find(({ predicateType }) => predicateType === null);
  const hint = other === undefined ? '' : ` Something else is attached that cannot be believed: ${other.reason}.`;
  const missing = types.includes(SIGNATURE) ? 'Unsigned: there is no signature.' : `${capital(what)} is missing.`;
  return `${missing}${hint}`;
}

/** The newest verdict for the environment counts, whatever the older ones say. */
function verdictCheck(attached: Attached, trust: Trust, { digest, environment, maxAge, at }: Asked): Check {
  const verdicts = verdictsIn(attached.believed);
  const [newest] = verdicts.filter((verdict) => verdict.environment === environment).toSorted(newestFirst);
  if (newest === undefined) {
    const others = [...new Set(verdicts.map((verdict) => verdict.environment))];
    const hint = others.length === 0 ? '' : ` There is one for ${others.join(', ')}.`;
    return fail('verdict', `${whyMissing([VERDICT], `a verdict for ${environment}`, attached, trust)}${hint}`);
  }
  if (newest.digest !== digest) {
    return fail('verdict', `The verdict ${newest.verdictId} is about another digest: ${newest.digest}.`);
  }
  return judge(newest, { environment, maxAge, at });
}

/** Of two of the same moment the one that speaks against shipping counts. */
function newestFirst(a: AttestedVerdict, b: AttestedVerdict): number {
  return (
    Date.parse(b.evaluatedAt) - Date.parse(a.evaluatedAt) || OUTCOMES.indexOf(b.outcome) - OUTCOMES.indexOf(a.outcome)
  );
}

function judge(
  { verdictId, outcome, evaluatedAt, holdsUntil, policyVersion, reasons }: AttestedVerdict,
  { environment, maxAge, at }: Pick<Asked, 'environment' | 'maxAge' | 'at'>,
): Check {
  const which = `The verdict of ${minuteOf(evaluatedAt)} (${verdictId})`;
  const given = Date.parse(evaluatedAt);
  if (given > at.getTime() + CLOCK_SKEW_MS) return fail('verdict', `${which} is dated in the future.`);
  if (outcome !== 'pass') {
    const [first] = reasons;
    return {
      name: 'verdict',
      outcome,
      message: `${which} is ${outcome} for ${environment}${first === undefined ? '' : `: ${first}`}`,
    };
  }
  if (holdsUntil !== null && Date.parse(holdsUntil) <= at.getTime()) {
    return {
      name: 'verdict',
      outcome: 'unknown',
      message: `${which} is stale: it held until ${minuteOf(holdsUntil)}.`,
    };
  }
  if (given + durationOf(maxAge) <= at.getTime()) {
    return {
      name: 'verdict',
      outcome: 'unknown',
      message: `${which} is stale: it is older than ${spellDuration(maxAge)}.`,
    };
  }
  return {
    name: 'verdict',
    outcome: 'pass',
    message: `${which} passes for ${environment} by policy ${policyVersion.slice(0, 'sha256:'.length + 12)}.`,
  };
}

function fail(check: Check['name'], message: string): Check {
  return { name: check, outcome: 'fail', message };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
