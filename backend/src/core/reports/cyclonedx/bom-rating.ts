import { probabilityOf } from '../probability.js';
import type { SourceRating } from '../severity-order.js';
import type { SharedTexts } from '../shared-texts.js';
import { objectIn, objectsIn, plainName, propertiesIn, textIn, type Loose } from './bom-values.js';

/** What a vulnerability's ratings and properties say: how bad it is, and how likely it is to be exploited. */
export interface BomRatings {
  readonly ratings: readonly SourceRating[];
  /** EPSS probability 0–1. */
  readonly epss: number | null;
  readonly isKnownExploited: boolean | null;
}

/** Grype writes the namespace of its database here, with `-` for `:`. */
const GRYPE_NAMESPACE = /^([\w.]+)[-:](?:distro|language|cpe)\b/;

/**
 * A rating that names no source is the word of the vulnerability's source. Grype writes EPSS and KEV as ratings of FIRST
 * and of CISA's catalogue, and `none` for what it calls negligible; others write properties.
 */
export function ratingsOf(entry: { readonly [key: string]: unknown }, texts: SharedTexts): BomRatings {
  const source = sourceIn(entry['source']);
  const namespace = GRYPE_NAMESPACE.exec(source ?? '');
  let epss: number | null = null;
  let isKnownExploited: boolean | null = null;
  const ratings: SourceRating[] = [];
  for (const rating of objectsIn(entry['ratings'])) {
    const score = typeof rating['score'] === 'number' ? rating['score'] : null;
    if (isEpss(rating)) epss ??= probabilityOf(score);
    else if (isCatalogue(rating)) isKnownExploited = score !== 0;
    else {
      const word = textIn(rating['severity']);
      ratings.push({
        source: texts.orNull(sourceIn(rating['source']) ?? chosenSource(source)),
        word: texts.orNull(namespace !== null && word === 'none' ? 'negligible' : word),
        score,
        vector: texts.orNull(rating['vector']),
        method: texts.orNull(rating['method']),
      });
    }
  }
  for (const { name, value } of propertiesIn(entry['properties'])) {
    const key = plainName(name);
    if (EPSS_NAMES.has(key)) epss ??= probabilityOf(Number(value));
    if (KEV_NAMES.has(key) && /^(?:true|yes|1|false|no|0)$/i.test(value)) {
      isKnownExploited = isKnownExploited === true || /^(?:true|yes|1)$/i.test(value);
    }
  }
  return { ratings, epss, isKnownExploited };
}

const EPSS_NAMES = new Set(['epss', 'epssscore', 'epssprobability']);
const KEV_NAMES = new Set(['kev', 'iskev', 'inkev', 'cisakev', 'knownexploited', 'isknownexploited']);

/** The source that the scanner chose, in the spelling of `rate`: Grype's `debian-distro-debian-10` is Debian. */
export function chosenSource(source: string | null): string | null {
  return GRYPE_NAMESPACE.exec(source ?? '')?.[1] ?? source;
}

export function sourceIn(value: unknown): string | null {
  const { name, url } = objectIn(value);
  return textIn(name) ?? textIn(url);
}

function isEpss(rating: Loose): boolean {
  const method = textIn(rating['method']);
  if (method?.toLowerCase() === 'epss') return true;
  const { name, url } = objectIn(rating['source']);
  return (
    (method === null || method === 'other') &&
    (/^(?:first(?:\.org)?|epss)\b/i.test(textIn(name) ?? '') || /first\.org\/epss/i.test(textIn(url) ?? ''))
  );
}

function isCatalogue(rating: Loose): boolean {
  const { name, url } = objectIn(rating['source']);
  return (
    /\bKEV\b|known[ _-]exploited/i.test(textIn(name) ?? '') ||
    /known-exploited-vulnerabilities/i.test(textIn(url) ?? '')
  );
}
