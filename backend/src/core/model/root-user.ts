/**
 * Whether a container of this `USER` runs as root: a name or a number, and a group after a colon, which does not count. A
 * number is read as container engines read it, and no user at all is root.
 */
export function isRootUser(user: string): boolean {
  return /^(?:|root|[+-]?0+)$/.test((user.split(':')[0] ?? '').trim());
}
