/** Something that Plimsoll's own checks hold against what was scanned. */
export interface CheckedProblem {
  readonly rule: string;
  readonly title: string;
  /** Where, as far as it has a place in a file. */
  readonly place?: { readonly file: string; readonly line: number };
}

/** As CVSS counts; that is high. */
const SEVERITY = '8.0';

/** A report of Plimsoll's own checks, in SARIF. `subject` names them: "compose", "image". */
export function checkReport(subject: string, problems: readonly CheckedProblem[], plimsollVersion: string): string {
  const rules = new Map(problems.map(({ rule, title }) => [rule, title]));
  const run = {
    tool: {
      driver: {
        name: `Plimsoll ${subject} checks`,
        semanticVersion: plimsollVersion,
        rules: [...rules].map(([id, text]) => ({
          id,
          shortDescription: { text },
          properties: { tags: ['misconfiguration'], 'security-severity': SEVERITY },
        })),
      },
    },
    automationDetails: { id: `plimsoll/${subject}/` },
    results: problems.map(({ rule, title, place }) => ({
      ruleId: rule,
      level: 'error',
      message: { text: title },
      ...(place === undefined ? {} : { locations: [locationOf(place)] }),
    })),
  };
  return `${JSON.stringify({ version: '2.1.0', runs: [run] }, null, 2)}\n`;
}

function locationOf({ file, line }: { readonly file: string; readonly line: number }) {
  return { physicalLocation: { artifactLocation: { uri: encodeURI(file) }, region: { startLine: line } } };
}
