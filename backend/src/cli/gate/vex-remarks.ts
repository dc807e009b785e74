import type { Facts } from '../../core/gate/facts.js';
import { reviewVex } from '../../core/gate/vex-review.js';
import { counted, listedShort } from '../../core/gate/words.js';
import type { Policy } from '../../core/policy/policy.js';
import type { GivenVex } from './read-vex-documents.js';

/** Of each document what it clears in an environment, and of what clears nothing why: the first reason, or each statement's if `isVerbose`. */
export function vexRemarks(
  given: readonly GivenVex[],
  {
    facts,
    policy,
    environment,
    at,
    isVerbose,
  }: {
    readonly facts: Facts;
    readonly policy: Policy;
    readonly environment: string;
    readonly at: string;
    readonly isVerbose: boolean;
  },
): string[] {
  const settings = policy.environments.find(({ name }) => name === environment)?.settings ?? {};
  const documents = given.map(({ vex }) => vex);
  const reviews = reviewVex(documents, { facts, settings, at: Date.parse(at) });
  return given.flatMap(({ path, vex }) => {
    const own = reviews.filter(({ source }) => source === vex);
    const applied = own.filter(({ miss }) => miss === null);
    const missed = own.filter(({ miss }) => miss !== null);
    const cleared = applied.reduce((sum, { clearedCount }) => sum + clearedCount, 0);
    const count = `${applied.length} of ${counted(own.length, 'statement', 'statements')} applied to ${counted(cleared, 'finding', 'findings')}`;
    const [first] = missed;
    const why =
      first === undefined || first.miss === null || isVerbose
        ? ''
        : `; the first that is not, on ${listedShort(first.statement.vulnerability)}: ${first.miss.message}`;
    const remarks = vex.content.remarks.map(({ pointer, message }) => `${path}: ${pointer || '/'} ${message}.`);
    return [
      `${path}: ${environment}: ${count}${why}${why === '' ? '.' : ''}`,
      ...remarks.slice(0, isVerbose ? remarks.length : 1),
      ...(isVerbose
        ? missed.map(
            ({ statement, miss }) =>
              `${path}: ${statement.pointer} on ${listedShort(statement.vulnerability)} is not applied: ${miss?.message ?? ''}`,
          )
        : []),
    ];
  });
}
