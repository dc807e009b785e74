import { spawnSync } from 'node:child_process';
import { LaunchError } from '../launch-error.js';

/** A user of this system that PostgreSQL runs as. */
export interface Account {
  uid: number;
  gid: number;
}

const NAME = 'plimsoll-postgres';

/**
 * PostgreSQL refuses to run as root, so under root it gets an account of its own, created on first use. Undefined for
 * other users, who run it themselves.
 */
export function postgresAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  return findAccount(NAME) ?? createAccount() ?? findAccount('postgres') ?? findAccount('nobody') ?? refuse();
}

function findAccount(name: string): Account | undefined {
  const [uid, gid] = ['-u', '-g'].map((flag) => {
    const { status, stdout } = spawnSync('id', [flag, name], { encoding: 'utf8' });
    return status === 0 ? Number.parseInt(stdout, 10) : undefined;
  });
  return uid === undefined || gid === undefined ? undefined : { uid, gid };
}

/** With shadow's useradd or busybox's adduser; whether it worked is seen by looking, since another start may have won. */
function createAccount(): Account | undefined {
  const nobodyHome = ['--no-create-home', '--home-dir', '/nonexistent', '--shell', '/usr/sbin/nologin'];
  spawnSync('useradd', ['--system', '--user-group', ...nobodyHome, NAME]);
  if (findAccount(NAME) === undefined) spawnSync('adduser', ['-S', '-D', '-H', '-s', '/sbin/nologin', NAME]);
  return findAccount(NAME);
}

function refuse(): never {
  throw new LaunchError(
    `PostgreSQL does not run as root, and no account could be created for it. Create one (useradd --system ${NAME}), ` +
      'start Plimsoll as an ordinary user, or set DATABASE_URL to a PostgreSQL server of your own.',
  );
}

/** Whether the account can reach and use a file or folder: asked of the system, since root's own view says nothing. */
export function canEnter(account: Account, path: string): boolean {
  const { status } = spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', path], { ...account, cwd: '/' });
  return status === 0;
}
