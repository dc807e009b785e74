import { pass, refuse, type Rule } from '../rule.js';
import { counted, listed } from '../words.js';
import { toolsOf } from '../stale-scans.js';

/** How many different tools must have looked for vulnerabilities: one alone may be wrong, or tampered with. */
export const numberOfTools: Rule<'evidence.atLeast', number> = {
  path: 'evidence.atLeast',
  schema: {
    title: 'a whole number from 1 to 20, or `any`',
    description: 'How many different tools must have scanned for vulnerabilities.',
    anyOf: [{ type: 'integer', minimum: 1, maximum: 20 }, { const: 'any' }],
    examples: [2, 'any'],
  },
  asks: () => true,
  sentence: (least) => `At least ${counted(least, 'tool', 'different tools')} scanned for vulnerabilities.`,
  judge({ scans, scansOf }, least) {
    if (scans.length === 0) return null;
    const names = [...new Map(toolsOf(scansOf('match')).map((name) => [name.toLowerCase(), name])).values()];
    const found =
      names.length === 0
        ? 'No tool scanned for vulnerabilities'
        : `${counted(names.length, 'tool', 'tools')} scanned for vulnerabilities (${listed(names)})`;
    if (names.length >= least) return pass(`${found}.`);
    const remedy = `Scan the image with ${counted(least - names.length, 'other tool', 'other tools')} as well, such as ${names.some((name) => name.toLowerCase() === 'grype') ? 'trivy' : 'grype'}, and send the report.`;
    return refuse('unknown', `${found}, at least ${least} must.`, remedy);
  },
};
