import type { Settings } from './policy.js';

type IsSilent = (value: unknown) => boolean;

const always: IsSilent = () => true;
const isEmpty: IsSilent = (value) => Array.isArray(value) && value.length === 0;
const is =
  (lenient: string): IsSilent =>
  (value) =>
    value === lenient;

/**
 * The settings that ask for nothing by themselves: they shape what others ask, or their value is the lenient one. Every
 * other setting asks for something, and so does one that is new.
 */
const SILENT: { readonly [S in keyof Settings]?: { readonly [K in keyof NonNullable<Settings[S]>]?: IsSilent } } = {
  vulnerabilities: { onlyFixable: always, unknownFix: always, grace: always },
  licences: { deny: isEmpty, allow: isEmpty, unidentified: is('accept') },
  image: { root: is('allow'), healthcheck: is('optional') },
  evidence: {
    undatedDatabase: always,
    endOfLife: is('accept'),
    vex: always,
    suppressions: always,
    builtInSuppressions: always,
    shrunk: is('accept'),
    components: (value) => value === 0,
    subject: always,
    mismatch: is('accept'),
    failedRuns: is('accept'),
    missingData: always,
  },
};

/** Whether an environment asks for nothing at all, so that everything would pass. */
export function asksForNothing(settings: Settings): boolean {
  return Object.entries(settings).every(([section, rules]) => {
    const silent: Readonly<Record<string, IsSilent>> = SILENT[section as keyof Settings] ?? {};
    return Object.entries(rules ?? {}).every(([key, value]) => silent[key]?.(value) ?? false);
  });
}
