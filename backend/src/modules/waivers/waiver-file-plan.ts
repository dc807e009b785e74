import { isDeepStrictEqual } from 'node:util';
import type { Waiver } from '../../core/model/waiver.js';
import type { StoredContent } from '../approved-waivers/stored-waiver.js';
import type { StoredState } from './waiver-state.js';

/** A waiver that is there, in the file's project or with a name that the file has. */
export type KnownWaiver = {
  id: number;
  projectId: number | null;
  name: string;
  source: 'server' | 'file';
  origin: string | null;
  state: StoredState;
  number: number;
  content: StoredContent;
};

export interface FileWaiver {
  readonly name: string;
  readonly content: StoredContent;
}

/** What makes the stored waivers of a file those that it has. */
export interface FilePlan {
  readonly added: readonly FileWaiver[];
  /** Those that say something else, or count again. */
  readonly edited: readonly { readonly before: KnownWaiver; readonly after: FileWaiver }[];
  readonly revoked: readonly KnownWaiver[];
  readonly unchangedCount: number;
  /** Names that another file's waivers have. */
  readonly taken: readonly KnownWaiver[];
}

/** `known`: all waivers of the origin in the project, and whatever has one of the names and can meet these. */
export function planFile(
  waivers: readonly Waiver[],
  known: readonly KnownWaiver[],
  { projectId, origin }: { readonly projectId: number | null; readonly origin: string },
): FilePlan {
  const isOurs = (one: KnownWaiver) => one.source === 'file' && one.projectId === projectId && one.origin === origin;
  const byName = new Map<string, KnownWaiver[]>();
  for (const one of known) byName.set(one.name, [...(byName.get(one.name) ?? []), one]);
  const added: FileWaiver[] = [];
  const edited: FilePlan['edited'][number][] = [];
  const taken: KnownWaiver[] = [];
  let unchangedCount = 0;
  for (const { id: name, ...content } of waivers) {
    const after = { name, content };
    const others = byName.get(name) ?? [];
    // What is revoked gives its name back, within its project.
    const before = others.find((one) => isOurs(one) || (one.projectId === projectId && one.state === 'revoked'));
    const inTheWay = others.find((one) => one !== before && (one.projectId === projectId || one.state !== 'revoked'));
    if (inTheWay !== undefined) taken.push(inTheWay);
    else if (before === undefined) added.push(after);
    else if (isOurs(before) && before.state === 'approved' && isSame(before.content, content)) unchangedCount += 1;
    else edited.push({ before, after });
  }
  const named = new Set(waivers.map(({ id }) => id));
  const revoked = known.filter((one) => isOurs(one) && one.state === 'approved' && !named.has(one.name));
  return { added, edited, revoked, unchangedCount, taken };
}

function isSame(a: StoredContent, b: StoredContent): boolean {
  return isDeepStrictEqual(JSON.parse(JSON.stringify(a)), JSON.parse(JSON.stringify(b)));
}
