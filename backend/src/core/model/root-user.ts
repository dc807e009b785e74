/** The largest number that a user can have on Linux as container engines read it: a signed integer of 32 bits. */
const MOST = 2 ** 31 - 1;

/**
 * Whether a container of this `USER` runs as root: a name or a number, and a group after a colon, which does not count. No user at
 * all is root, and so is every spelling of 0 that some engine takes for it. A positive number is not.
 *
 * Null where the text does not tell: a name is whatever number the image's `/etc/passwd` gives it, and that may be 0; engines differ
 * about numbers written otherwise (`+7`, `0x0`), and start nothing by those that no user can have.
 */
export function isRootUser(user: string): boolean | null {
  const [named = ''] = user.split(':', 1);
  const name = named.trim();
  if (/^(?:|root|[+-]?0+)$/.test(name)) return true;
  return name === named && /^[1-9]\d{0,9}$/.test(name) && Number(name) <= MOST ? false : null;
}
