import type { Waiver } from '../../core/model/waiver.js';
import type { ExportedWaiver } from './dto/waiver-file.dto.js';
import { toScope } from './waiver-rows.js';

/** As a file has it: what says nothing is left out. */
export function toExported(waiver: Waiver): ExportedWaiver {
  const {
    id,
    scope,
    status,
    justification,
    author,
    approver,
    approvers = [],
    names,
    validFrom,
    expiresAt,
    conditions,
    fixedSince,
    fixes = [],
  } = waiver;
  const known = fixes.flatMap(({ since, ...fix }) => (since === null ? [] : [{ ...fix, since }]));
  return {
    id,
    scope: toScope(scope),
    status,
    justification,
    author,
    ...(approver !== null && { approver }),
    ...(approvers.length > 0 && { approvers: [...approvers] }),
    ...(names !== undefined && { names: [...names] }),
    ...(typeof validFrom === 'string' && { validFrom }),
    expiresAt,
    ...(conditions !== undefined && Object.keys(conditions).length > 0 && { conditions }),
    ...(typeof fixedSince === 'string' && { fixedSince }),
    ...(known.length > 0 && { fixes: known }),
  };
}
