import { stringify } from 'yaml';
import type { Waiver } from '../model/waiver.js';

/** A file of waivers, YAML, that `parseWaivers` reads back as they are. */
export function writeWaivers(waivers: readonly Waiver[]): string {
  return stringify({ version: 1, waivers: waivers.map(written) }, { lineWidth: 0, aliasDuplicateObjects: false });
}

/** In the order in which people read one; what says nothing is left out. */
function written(waiver: Waiver): object {
  const { id, scope, status, justification, author, approver, approvers, names, validFrom, expiresAt } = waiver;
  const { conditions, fixedSince, fixes } = waiver;
  return {
    id,
    scope: withoutEmpty({ ...scope }),
    status,
    justification,
    author,
    ...withoutEmpty({ approver, approvers, names, validFrom }),
    expiresAt,
    ...withoutEmpty({ conditions: conditions && withoutEmpty({ ...conditions }), fixedSince, fixes }),
  };
}

function withoutEmpty(object: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(
    Object.entries(object).filter(
      ([, value]) =>
        value !== undefined && value !== null && !(typeof value === 'object' && Object.keys(value).length === 0),
    ),
  );
}
