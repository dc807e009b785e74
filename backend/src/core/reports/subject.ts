import { isDigest } from '../model/digest.js';
import { parseImageReference } from '../model/image-reference.js';
import type { Remark, Subject } from './scan.js';

/** What the sender said about the image, next to the report. */
export interface GivenSubject {
  readonly image?: string;
  readonly digest?: string;
  readonly tag?: string;
}

/** What a report is filed under. */
interface NamingScan {
  readonly subject: Pick<Subject, 'image' | 'digest' | 'tag' | 'name'>;
}

export interface ResolvedSubject {
  readonly image: string;
  readonly digest: string;
  readonly tag: string | null;
  readonly warnings: Remark[];
}

/** Which of its names neither the report nor its sender says. */
export interface MissingNames {
  readonly image: boolean;
  readonly digest: boolean;
}

export function missingNames({ subject }: NamingScan, given: GivenSubject): MissingNames {
  return { image: given.image === undefined && subject.image === null, digest: digestOf(subject, given) === null };
}

/**
 * Which artifact a report is about. What was given wins over what the report says. Where neither names a
 * digest, the report's own (`reportDigest`, `sha256:…`) stands in; where neither names an image, a name made
 * from the report's subject does. Both are said in a warning, for the next report would make another artifact.
 */
export function resolveSubject(scan: NamingScan, given: GivenSubject, reportDigest: string): ResolvedSubject {
  const warnings: Remark[] = [];
  const reference = given.image === undefined ? null : parseImageReference(given.image);
  const { subject } = scan;
  const isOther = reference !== null && subject.image !== null && reference.repository !== subject.image;

  const image = reference?.repository ?? given.image ?? subject.image ?? nameFrom(subject.name, warnings);
  let digest = digestOf(subject, given);
  if (digest === null) {
    digest = reportDigest;
    warnings.push({
      pointer: '',
      message:
        "Neither the report nor the sender names the image's digest, so the report's own hash stands in for it. " +
        'Name the real one with ?digest=sha256:… (API) or --digest sha256:… (CLI).',
    });
  }
  // A tag that the report gives another image says nothing about this one.
  const tag = given.tag ?? reference?.tag ?? (isOther ? null : subject.tag);
  return { image, digest, tag, warnings };
}

function digestOf(subject: Pick<Subject, 'digest'>, given: GivenSubject): string | null {
  const inReference = given.image === undefined ? null : parseImageReference(given.image)?.digest;
  const digest = given.digest ?? inReference ?? subject.digest;
  return digest !== null && isDigest(digest) ? digest : null;
}

function nameFrom(name: string | null, warnings: Remark[]): string {
  const slug = (name ?? '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
    .join('-')
    .slice(0, 100)
    .replace(/-$/, '');
  const image = slug === '' ? 'unnamed' : slug;
  warnings.push({
    pointer: '',
    message:
      `Neither the report nor the sender names an image, so it is filed under "${image}". ` +
      'Name the image with ?image=REPOSITORY (API) or --image REPOSITORY (CLI).',
  });
  return image;
}
