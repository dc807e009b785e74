/** How far a version is from another, as people count it: by the first number that differs. */
export const STEP_SIZES = ['patch', 'minor', 'major'] as const;

export type StepSize = (typeof STEP_SIZES)[number];

/** What the numbers of a version say of its release line. */
interface ReleaseLine {
  readonly epoch: number;
  readonly major: string;
  readonly minor: string;
}

const NUMBERS = /^(?:(\d+):)?v?(\d+)(?:\.(\d+))?/;

/** Null for versions without numbers, such as the hash of a commit. */
function releaseLine(version: string): ReleaseLine | null {
  const found = NUMBERS.exec(version);
  if (found === null) return null;
  const [, epoch = '0', major = '0', minor = '0'] = found;
  return { epoch: Number(epoch), major: plainNumber(major), minor: plainNumber(minor) };
}

/** Without leading zeros; digits of any length. */
function plainNumber(digits: string): string {
  return digits.replace(/^0+(?=\d)/, '');
}

/** The text that all versions of one major version share; null where there are no numbers. */
export function majorLine(version: string): string | null {
  const line = releaseLine(version);
  return line === null ? null : `${line.epoch}:${line.major}`;
}

export function isSameMajor(a: string, b: string): boolean {
  const [one, other] = [releaseLine(a), releaseLine(b)];
  return one !== null && other !== null && one.epoch === other.epoch && one.major === other.major;
}

export function isSameMinor(a: string, b: string): boolean {
  return isSameMajor(a, b) && releaseLine(a)?.minor === releaseLine(b)?.minor;
}

/** `major` where it cannot be told. */
export function stepSize(from: string | null, to: string): StepSize {
  if (from === null) return 'major';
  if (isSameMinor(from, to)) return 'patch';
  return isSameMajor(from, to) ? 'minor' : 'major';
}
