import { hash } from 'node:crypto';
import { compareText } from '../findings/order.js';
import type { Waiver } from '../model/waiver.js';

/**
 * Names what a waiver says, and so what its approvers approved: scope, status, justification, validity and conditions. 64 hexadecimal digits.
 * Not its name, nor who asked for it or approved it.
 */
export function waiverRevision(waiver: Waiver): string {
  const { scope, status, justification, validFrom = null, expiresAt, conditions = {} } = waiver;
  const environments =
    scope.environments === undefined ? {} : { environments: scope.environments.toSorted(compareText) };
  const said = [sorted({ ...scope, ...environments }), status, justification, validFrom, expiresAt, sorted(conditions)];
  return hash('sha256', JSON.stringify(said), 'hex');
}

function sorted(object: object): [string, unknown][] {
  return Object.entries(object)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => compareText(a, b));
}
