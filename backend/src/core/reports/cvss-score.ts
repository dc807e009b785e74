const CVSS_3 = /^CVSS:3\.[01]\/(?:[A-Z]{1,3}:[A-Z]\/?)+$/;

const WEIGHTS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  AV: { N: 0.85, A: 0.62, L: 0.55, P: 0.2 },
  AC: { L: 0.77, H: 0.44 },
  UI: { N: 0.85, R: 0.62 },
  C: { H: 0.56, L: 0.22, N: 0 },
  I: { H: 0.56, L: 0.22, N: 0 },
  A: { H: 0.56, L: 0.22, N: 0 },
};

const PRIVILEGES: Readonly<Record<string, { readonly unchanged: number; readonly changed: number }>> = {
  N: { unchanged: 0.85, changed: 0.85 },
  L: { unchanged: 0.62, changed: 0.68 },
  H: { unchanged: 0.27, changed: 0.5 },
};

/** The base score of a CVSS 3.0 or 3.1 vector (first.org, section 7.1); null for any other text. */
export function cvss3BaseScore(vector: string): number | null {
  if (vector.length > 200 || !CVSS_3.test(vector)) return null;
  const metrics = new Map(
    vector
      .split('/')
      .slice(1)
      .map((metric): [string, string] => [metric.split(':')[0] ?? '', metric.split(':')[1] ?? '']),
  );
  const weight = (name: string): number => WEIGHTS[name]?.[metrics.get(name) ?? ''] ?? Number.NaN;
  const scope = metrics.get('S');
  if (scope !== 'U' && scope !== 'C') return null;
  const isChanged = scope === 'C';
  const privileges = PRIVILEGES[metrics.get('PR') ?? ''];
  const privilege = privileges === undefined ? Number.NaN : isChanged ? privileges.changed : privileges.unchanged;

  const base = 1 - (1 - weight('C')) * (1 - weight('I')) * (1 - weight('A'));
  const impact = isChanged ? 7.52 * (base - 0.029) - 3.25 * (base - 0.02) ** 15 : 6.42 * base;
  const exploitability = 8.22 * weight('AV') * weight('AC') * privilege * weight('UI');
  const score = impact <= 0 ? 0 : Math.min((isChanged ? 1.08 : 1) * (impact + exploitability), 10);
  return Number.isNaN(impact + exploitability) ? null : roundUp(score);
}

/** The specification's rounding, which is safe from floating point's small errors. */
function roundUp(score: number): number {
  const scaled = Math.round(score * 100_000);
  return scaled % 10_000 === 0 ? scaled / 100_000 : (Math.floor(scaled / 10_000) + 1) / 10;
}
