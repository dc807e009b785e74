import { compareText } from '../findings/order.js';

/**
 * How a newer build is known to continue a build: it has or had the same tag (`same-tag`), or a tag of the same minor version or with another
 * date (`same-stream`). `unknown`: one of the two never had a tag.
 */
export const TAG_LINES = ['same-tag', 'same-stream', 'unknown'] as const;

export type TagLine = (typeof TAG_LINES)[number];

/** A build with every tag that it has or had. */
export interface TaggedBuild {
  readonly tags: readonly string[];
}

export interface NewerBuilds<Build> {
  /** The newest build that continues this one, and the tag that says so. */
  readonly inLine: { readonly build: Build; readonly tag: string | null; readonly line: TagLine } | null;
  /** The newest build of all, if that is one of another release. */
  readonly otherRelease: { readonly build: Build; readonly tag: string } | null;
}

/** Tags that move on to the next release. */
const FLOATING = new Set('latest stable edge main master current lts rolling nightly testing devel'.split(' '));

/** As in `3.20.3`, `v1.2`, `20.11.1-bookworm-slim`, `bookworm-20240612`: not as in the hash of a commit. */
const VERSIONED = /^((?:[a-z]+[-_])*v?)(\d+(?:\.\d+)*)((?:[-_+].*)?)$/i;

/** A date, or the number of a run. */
const SERIAL = /^\d{6,}$/;

const DATE_BEHIND = /[-.]\d{8}(?:\.\d+)?$/;

/**
 * Pure. `newer` are newer builds of the same image, the newest first. The most exact tag decides: of a build tagged `3` and `3.20.3`, one tagged
 * `3.20.4` is the next, and not the one that took over `3`.
 */
export function newerBuilds<Build extends TaggedBuild>(
  { tags }: TaggedBuild,
  newer: readonly Build[],
): NewerBuilds<Build> {
  const inLine = continuing(tags, newer) ?? withoutTag(tags, newer);
  const [newest] = newer;
  const tag = newest === undefined ? undefined : exactFirst(newest.tags)[0];
  const isOther = newest !== undefined && tag !== undefined && newest !== inLine?.build;
  return { inLine, otherRelease: isOther ? { build: newest, tag } : null };
}

function continuing<Build extends TaggedBuild>(
  tags: readonly string[],
  newer: readonly Build[],
): NewerBuilds<Build>['inLine'] {
  for (const tag of exactFirst(tags)) {
    const same = newer.find(
      (build) => build.tags.includes(tag) && !(isFloating(tag) && isOtherVersion(tags, build.tags)),
    );
    if (same !== undefined) return { build: same, tag, line: 'same-tag' };
    const stream = streamOf(tag);
    const next = newer.find((build) => stream !== null && build.tags.some((each) => streamOf(each) === stream));
    if (next === undefined) continue;
    const kept = exactFirst(tags).find((each) => !isFloating(each) && next.tags.includes(each));
    if (kept !== undefined) return { build: next, tag: kept, line: 'same-tag' };
    return {
      build: next,
      tag: exactFirst(next.tags).find((each) => streamOf(each) === stream) ?? null,
      line: 'same-stream',
    };
  }
  return null;
}

function withoutTag<Build extends TaggedBuild>(
  tags: readonly string[],
  newer: readonly Build[],
): NewerBuilds<Build>['inLine'] {
  const build = newer.find((each) => tags.length === 0 || each.tags.length === 0);
  return build === undefined ? null : { build, tag: exactFirst(build.tags)[0] ?? null, line: 'unknown' };
}

function isFloating(tag: string): boolean {
  return FLOATING.has(tag.toLowerCase());
}

/** Both have a tag with a version: a tag that moves on says nothing then. */
function isOtherVersion(tags: readonly string[], others: readonly string[]): boolean {
  return tags.some(isVersioned) && others.some(isVersioned);
}

function isVersioned(tag: string): boolean {
  return VERSIONED.test(tag);
}

/** What tags of one minor version, or of another date alone, have in common; null where the tag is of no such form. */
function streamOf(tag: string): string | null {
  const [, before, version = '', behind = ''] = VERSIONED.exec(tag) ?? [];
  if (before === undefined) return null;
  if (SERIAL.test(version)) return JSON.stringify([before, '', behind]);
  const parts = version.split('.');
  if (parts.length > 2) return JSON.stringify([before, parts.slice(0, 2).join('.'), behind.replace(DATE_BEHIND, '')]);
  return DATE_BEHIND.test(behind) ? JSON.stringify([before, version, behind.replace(DATE_BEHIND, '')]) : null;
}

/** Those with most numbers in their version first, those that move on last. */
function exactFirst(tags: readonly string[]): string[] {
  const exactness = (tag: string): number => {
    if (isFloating(tag)) return -1;
    return VERSIONED.exec(tag)?.[2]?.split('.').length ?? 0;
  };
  return tags.toSorted((a, b) => exactness(b) - exactness(a) || compareText(a, b));
}
