import { InvalidInputError } from '../../../../common/errors/invalid-input.error.js';
import { kindOf, type Permission } from '../../../access/permissions.js';

/** What reaches beyond a project would be of no use to a token of one: throws InvalidInputError. */
export function refuseOutOfReach(permissions: readonly Permission[], projectId: number | null): void {
  const beyond = permissions.filter((permission) => kindOf(permission) === 'global');
  if (projectId === null || beyond.length === 0) return;
  throw new InvalidInputError([
    { parameter: 'permissions', message: `${beyond.join(', ')} can be given for every project only` },
  ]);
}
