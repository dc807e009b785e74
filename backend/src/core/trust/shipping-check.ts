import { type Outcome, OUTCOMES } from '../gate/verdict.js';
import { minuteOf } from '../gate/words.js';
import { spellDuration, durationOf } from '../model/duration.js';
import type { Attachments } from './attachments.js';
import { CYCLONEDX, PROVENANCE, SIGNATURE, SPDX, VERDICT } from '../signatures/statement.js';
import type { Trust } from './trust.js';
import { type AttestedVerdict, verdictsIn } from './verdict-predicate.js';

/** One thing that must hold before an artifact ships. */
export interface Check {
  readonly name: 'manifest' | 'signature' | 'sbom' | 'provenance' | 'verdict';
  readonly outcome: Outcome;
  /** A sentence. */
  readonly message: string;
}

export interface ShippingQuestion {
  /** `sha256:…` */
  readonly digest: string;
  readonly environment: string;
  /** A duration: an older verdict is stale, whatever it says of itself. */
  readonly maxAge: string;
  readonly at: Date;
}

/** A clock may be ahead of ours by so much. */
const CLOCK_SKEW_MS = 5 * 60_000;

/** Of what is attached to an artifact, or to an index of several: who has signed it. */
export function signatureCheck(attached: Attachments, trust: Trust): Check {
  return statementCheck('signature', [SIGNATURE], 'a signature', attached, trust);
}

/** Of what is attached to one image: what is known of it, and the newest verdict. */
export function imageChecks(attached: Attachments, trust: Trust, question: ShippingQuestion): Check[] {
  return [
    statementCheck('sbom', [CYCLONEDX, SPDX], 'an SBOM', attached, trust),
    statementCheck('provenance', [PROVENANCE], 'provenance', attached, trust),
    verdictCheck(attached, trust, question),
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
  attached: Attachments,
  trust: Trust,
): Check {
  const found = attached.believed.filter(({ predicateType }) => types.includes(predicateType));
  if (found.length > 0) return { name, outcome: 'pass', message: `There is ${what} of ${trust.description}.` };
  return fail(name, whyMissing(types, what, attached, trust));
}

/** Distinguishes unsigned, signed by another signer, altered, and about another digest: each needs another fix. */
function whyMissing(types: readonly string[], what: string, attached: Attachments, trust: Trust): string {
  const elsewhere = attached.misplaced.find(({ predicateType }) => types.includes(predicateType));
  if (elsewhere !== undefined) {
    return `${capital(what)} is attached, but it names another digest: ${elsewhere.digests.join(', ') || 'none'}.`;
  }
  const refused = attached.refused.find(({ predicateType }) => predicateType !== null && types.includes(predicateType));
  if (refused !== undefined) {
    return `${capital(what)} is attached, but not of ${trust.description}: ${refused.reason}.`;
  }
  const other = attached.refused.find(({ predicateType }) => predicateType === null);
  const hint = other === undefined ? '' : ` Something else is attached that is not trusted: ${other.reason}.`;
  const missing = types.includes(SIGNATURE) ? 'Unsigned: there is no signature.' : `${capital(what)} is missing.`;
  return `${missing}${hint}`;
}

/** The newest verdict for the environment counts, whatever the older ones say. */
function verdictCheck(
  attached: Attachments,
  trust: Trust,
  { digest, environment, maxAge, at }: ShippingQuestion,
): Check {
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
  return checkNewest(newest, { environment, maxAge, at });
}

/** Of two verdicts of the same time, the worse one counts. */
function newestFirst(a: AttestedVerdict, b: AttestedVerdict): number {
  return (
    Date.parse(b.evaluatedAt) - Date.parse(a.evaluatedAt) || OUTCOMES.indexOf(b.outcome) - OUTCOMES.indexOf(a.outcome)
  );
}

function checkNewest(
  { verdictId, outcome, evaluatedAt, holdsUntil, policyVersion, reasons }: AttestedVerdict,
  { environment, maxAge, at }: Pick<ShippingQuestion, 'environment' | 'maxAge' | 'at'>,
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
      message: `${which} is stale: it expired on ${minuteOf(holdsUntil)}.`,
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
