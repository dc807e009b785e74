import cvss from 'ae-cvss-calculator';
import { remembered } from '../model/remembered.js';

export interface CvssScore {
  readonly version: CvssVersion;
  /** Base score, 0 to 10. */
  readonly score: number;
}

export type CvssVersion = '2.0' | '3.0' | '3.1' | '4.0';

const { Cvss2, Cvss3P0, Cvss3P1, Cvss4P0 } = cvss;

const PREFIXES: readonly (readonly [string, CvssVersion, new (vector: string) => BaseScored])[] = [
  ['CVSS:4.0/', '4.0', Cvss4P0],
  ['CVSS:3.1/', '3.1', Cvss3P1],
  ['CVSS:3.0/', '3.0', Cvss3P0],
];

/** CVSS 2 has no prefix; some put it in brackets, some write one. */
const CVSS_2 = /^(?:CVSS2#|CVSS:2\.0\/|\()?(AV:[LAN]\/AC:[HML]\/Au:[MSN]\/.+?)\)?$/;

interface BaseScored {
  isBaseFullyDefined(): boolean;
  calculateScores(): { readonly base?: number | undefined };
}

const MOST_CHARACTERS = 300;

/** The base score of a vector of any CVSS version; null for any other text, and where a base metric is missing. */
export const cvssScoreOf = remembered(calculated, { most: 2_000, longest: MOST_CHARACTERS });

function calculated(vector: string): CvssScore | null {
  const text = vector.trim();
  if (text.length > MOST_CHARACTERS) return null;
  const [, second] = CVSS_2.exec(text) ?? [];
  const [, version, Calculator] = PREFIXES.find(([prefix]) => text.startsWith(prefix)) ?? [];
  if (second !== undefined) return scored('2.0', () => new Cvss2(second));
  return version === undefined || Calculator === undefined ? null : scored(version, () => new Calculator(text));
}

function scored(version: CvssVersion, calculate: () => BaseScored): CvssScore | null {
  try {
    const calculator = calculate();
    const { base } = calculator.calculateScores();
    return calculator.isBaseFullyDefined() && typeof base === 'number' && !Number.isNaN(base)
      ? { version, score: base }
      : null;
  } catch {
    // The library throws on what is no vector: that is the answer.
    return null;
  }
}
