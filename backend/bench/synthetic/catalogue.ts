import { fraction, mix, pick } from './random.js';

/** Packages and advisories that look like the world's; every number stands for one, the same in every run. */
export interface SyntheticComponent {
  readonly ecosystem: Ecosystem;
  readonly name: string;
  readonly version: string;
  readonly fixedVersion: string;
  readonly purl: string;
}

export type Ecosystem = 'debian' | 'npm' | 'gobinary' | 'python-pkg';

export interface SyntheticAdvisory {
  readonly id: string;
  readonly ghsa: string | null;
  readonly severity: 'CRITICAL' | 'HIGH' | 'MEDIUM' | 'LOW' | 'UNKNOWN';
  readonly title: string;
  readonly description: string;
  readonly score: number;
  readonly publishedAt: string;
  readonly references: readonly string[];
}

const WORDS =
  'buffer overflow in the parser of a crafted request allows remote attackers to execute code or cause denial service ' +
  'via memory corruption when handling untrusted input without proper validation use after free race condition local ' +
  'user may gain privileges information disclosure path traversal integer underflow regular expression certificate ' +
  'verification session token header injection kernel driver filesystem network socket library function component';

const VOCABULARY = WORDS.split(' ');

const NAMES =
  'core net crypto image parse stream http json yaml font color cache pool queue log auth utf time math zip'.split(' ');

/** How likely a component has any vulnerability at all; those that have, have many. */
const VULNERABLE_SHARE = 0.4;

const ADVISORIES = 60_000;

export function component(number: number): SyntheticComponent {
  const share = fraction(number, 1);
  const ecosystem: Ecosystem =
    share < 0.55 ? 'debian' : share < 0.85 ? 'npm' : share < 0.95 ? 'gobinary' : 'python-pkg';
  const plain = `${pick(NAMES, number, 2)}-${pick(NAMES, number, 3)}${number}`;
  const [major, minor, patch] = [mix(number, 4) % 9, mix(number, 5) % 30, mix(number, 6) % 40];
  const version = `${major}.${minor}.${patch}`;
  const fixed = `${major}.${minor}.${patch + 1}`;
  switch (ecosystem) {
    case 'debian': {
      const name = `lib${plain}`;
      const purl = `pkg:deb/debian/${name}@${version}-1?arch=amd64&distro=debian-12.5`;
      return { ecosystem, name, version: `${version}-1`, fixedVersion: `${fixed}-1+deb12u1`, purl };
    }
    case 'npm':
      return { ecosystem, name: plain, version, fixedVersion: fixed, purl: `pkg:npm/${plain}@${version}` };
    case 'gobinary': {
      const name = `github.com/acme/${plain}`;
      return { ecosystem, name, version: `v${version}`, fixedVersion: fixed, purl: `pkg:golang/${name}@v${version}` };
    }
    case 'python-pkg':
      return { ecosystem, name: plain, version, fixedVersion: fixed, purl: `pkg:pypi/${plain}@${version}` };
  }
}

/** Components from one multiple of this to the next have no advisory in common with others. */
export const GENERATION = 1_000_000;

/** The advisories that touch a component: none for most, a long tail for some, `mean` on average. */
export function advisoriesOf(number: number, mean: number): number[] {
  if (fraction(number, 7) > VULNERABLE_SHARE) return [];
  const scale = mean / VULNERABLE_SHARE - 0.5;
  const count = Math.ceil(-Math.log(1 - fraction(number, 8)) * scale);
  const chosen = new Set<number>();
  const generation = Math.floor(number / GENERATION) * ADVISORIES;
  for (let attempt = 0; chosen.size < count; attempt += 1)
    chosen.add(generation + (mix(number, 9, attempt) % ADVISORIES));
  return [...chosen];
}

const advisories = new Map<number, SyntheticAdvisory>();

/** Kept once made: reports repeat their texts. */
export function advisory(number: number): SyntheticAdvisory {
  const known = advisories.get(number);
  if (known) return known;
  const made = makeAdvisory(number);
  advisories.set(number, made);
  return made;
}

function makeAdvisory(number: number): SyntheticAdvisory {
  const share = fraction(number, 11);
  const [severity, least, most] =
    share < 0.04
      ? (['CRITICAL', 9, 10] as const)
      : share < 0.24
        ? (['HIGH', 7, 8.9] as const)
        : share < 0.68
          ? (['MEDIUM', 4, 6.9] as const)
          : share < 0.96
            ? (['LOW', 0.1, 3.9] as const)
            : (['UNKNOWN', 0, 0] as const);
  const day = new Date(Date.UTC(2015, 0, 1 + (mix(number, 12) % 4200), mix(number, 13) % 24, mix(number, 14) % 60));
  const id = `CVE-${day.getUTCFullYear()}-${100_000 + number}`;
  return {
    id,
    ghsa: number % 3 === 0 ? ghsa(number) : null,
    severity,
    title: sentence(number, 15, 9),
    description: Array.from({ length: 3 + (mix(number, 16) % 5) }, (_, index) => sentence(number, 17 + index, 18)).join(
      ' ',
    ),
    score: Math.round((least + fraction(number, 30) * (most - least)) * 10) / 10,
    publishedAt: day.toISOString(),
    references: [
      `https://access.redhat.com/security/cve/${id}`,
      `https://nvd.nist.gov/vuln/detail/${id}`,
      `https://www.cve.org/CVERecord?id=${id}`,
      ...Array.from(
        { length: 2 + (mix(number, 31) % 6) },
        (_, index) => `https://git.example.org/commit/${mix(number, 32, index).toString(16)}`,
      ),
    ],
  };
}

function ghsa(number: number): string {
  const letters = '23456789cfghjmpqrvwx';
  const block = (salt: number) =>
    Array.from({ length: 4 }, (_, index) => pick([...letters], number, salt, index)).join('');
  return `GHSA-${block(33)}-${block(34)}-${block(35)}`;
}

function sentence(number: number, salt: number, words: number): string {
  const text = Array.from({ length: words }, (_, index) => pick(VOCABULARY, number, salt, index)).join(' ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
