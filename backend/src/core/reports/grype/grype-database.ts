import type { CarriedData } from '../scan.js';
import type { GrypeDatabase, GrypeDocument } from './grype-report.js';

/** What Grype's database holds since which of its schemas, and the provider that brings it. */
const SINCE = [
  ['known-exploited', 'kev', [6, 0, 1]],
  ['epss', 'epss', [6, 0, 2]],
] as const;

const END_OF_LIFE_SINCE = [6, 1, 4] as const;

/** What the database says that went wrong with it, each at its place below `descriptor.db`. */
export function databaseFailures(database: GrypeDatabase | null | undefined): { path: string[]; message: string }[] {
  const status = database?.status;
  const found = [
    { path: ['error'], message: wordsOf(database?.error) },
    { path: ['status', 'error'], message: wordsOf(status?.error) },
  ].filter((failure): failure is { path: string[]; message: string } => failure.message !== null);
  return found.length === 0 && status?.valid === false
    ? [{ path: ['status', 'valid'], message: 'The vulnerability database is not valid.' }]
    : found;
}

function wordsOf(error: unknown): string | null {
  if (typeof error === 'string') return error.trim() === '' ? null : error;
  return error === null || error === undefined ? null : `The vulnerability database: ${JSON.stringify(error)}`;
}

/** What the database was able to tell of any vulnerability and of the system: where it does, silence is a no. */
export function databaseCarries({ descriptor, distro }: GrypeDocument): Set<CarriedData> {
  const carried = new Set<CarriedData>();
  const database = descriptor?.db;
  const providers = Object.keys(database?.providers ?? {});
  for (const [data, provider, since] of SINCE) {
    if (isSince(database, since) && (providers.length === 0 || providers.includes(provider))) carried.add(data);
  }
  const isAsked = descriptor?.configuration?.alerts?.['enable-eol-distro-warnings'] === true;
  if (isAsked && distro?.name && isSince(database, END_OF_LIFE_SINCE)) carried.add('end-of-life');
  return carried;
}

function isSince(database: GrypeDatabase | null | undefined, since: readonly number[]): boolean {
  const version = database?.status?.schemaVersion ?? database?.schemaVersion;
  const [, ...parts] = /^v?(\d{1,6})\.(\d{1,6})\.(\d{1,6})/.exec(typeof version === 'string' ? version : '') ?? [];
  for (const [place, least] of since.entries()) {
    const part = Number(parts[place] ?? -1);
    if (part !== least) return part > least;
  }
  return true;
}
