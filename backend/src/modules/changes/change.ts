import type { Permission } from '../access/permissions.js';
import type { Principal } from '../access/principal.js';
import { isEmptyScope, isInScope, scopeOf } from '../access/project-scope.js';

/** The kinds of changes that are sent, each with the permission to see it. */
export const CHANGE_KINDS = ['report', 'verdict', 'deployment', 'waiver', 'policy'] as const;

export type ChangeKind = (typeof CHANGE_KINDS)[number];

const PERMISSION_OF: Readonly<Record<ChangeKind, Permission>> = {
  report: 'artifact:read',
  verdict: 'artifact:read',
  deployment: 'deployment:read',
  waiver: 'waiver:read',
  policy: 'policy:read',
};

/** Something happened to an artifact, or to what is not told in more detail. */
export interface Change {
  readonly kind: ChangeKind;
  /** project.id; null for what concerns every project. */
  readonly projectId: number | null;
  /** artifact.id; null for any. */
  readonly artifactId: number | null;
}

/** That a credential, an account or a role may have changed. */
export const ACCESS_CHANGE = 'access';

/** As the triggers of the database write it. Null for what this version does not know. */
export function changeIn(payload: string): Change | typeof ACCESS_CHANGE | null {
  const { kind, project, artifact } = JSON.parse(payload) as {
    kind: string;
    project: number | null;
    artifact: number | null;
  };
  if (kind === ACCESS_CHANGE) return ACCESS_CHANGE;
  const known = CHANGE_KINDS.find((name) => name === kind);
  return known === undefined ? null : { kind: known, projectId: project, artifactId: artifact };
}

/** Whether a person or token can learn of a change: never of what they cannot see. */
export function isVisible({ kind, projectId }: Change, principal: Principal): boolean {
  const scope = scopeOf(principal, PERMISSION_OF[kind]);
  return projectId === null ? !isEmptyScope(scope) : isInScope(scope, projectId);
}

/** What the guard checks before a stream is opened. */
export function mayListen(principal: Principal): boolean {
  if (principal.kind === 'person' && principal.stage !== 'full') return false;
  return !isEmptyScope(scopeOf(principal, 'artifact:read'));
}
