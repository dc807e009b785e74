/** The epoch of a Debian or RPM version, and what follows it. Without one it is 0. */
export function splitEpoch(version: string): readonly [epoch: string, rest: string] {
  const [, epoch = '0', rest = version] = /^(\d+):(.*)$/s.exec(version) ?? [];
  return [epoch, rest];
}

/** What stands before the last `-`, and what after it; null where there is none. */
export function splitRevision(version: string): readonly [upstream: string, revision: string | null] {
  const dash = version.lastIndexOf('-');
  return dash < 0 ? [version, null] : [version.slice(0, dash), version.slice(dash + 1)];
}
