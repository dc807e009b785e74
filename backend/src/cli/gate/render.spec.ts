import { aClaim, aScanRecord, factsFrom } from '../../../test/factories/scan-record.js';
import { MOST_FINDINGS } from '../../core/gate/bounded-verdict.js';
import { evaluate, evaluateWhole } from '../../core/gate/evaluate.js';
import { verdictJson } from '../../core/gate/verdict-json.js';
import { parsePolicy } from '../../core/policy/parse-policy.js';
import type { Terminal } from '../output/terminal.js';
import { GATE_OUTPUTS, type GateOptions, type GateOutput } from './gate.command.js';
import { render } from './render.js';

const PLAIN_TERMINAL: Terminal = { width: 100, style: (_, text) => text };

const NAMES = Array.from({ length: 120 }, (_, place) => `CVE-2024-${10_000 + place}`);

const QUESTION = {
  facts: factsFrom([aScanRecord({ claims: NAMES.map((reportedId) => aClaim({ reportedId })) })]),
  policy: parsePolicy('version: 1\nenvironments:\n  prod:\n    vulnerabilities: { critical: 0 }\n'),
  waivers: [],
  environment: 'prod',
  at: '2026-11-21T12:00:00Z',
};

/** Which of the findings are listed, beyond those that the message names. */
async function listed(output: GateOutput, options: Partial<GateOptions>): Promise<number> {
  const given = { output, environment: ['prod'], limit: 25, verbose: false, color: false, ...options };
  const text = await render({ facts: QUESTION.facts, verdicts: [evaluateWhole(QUESTION)] }, given, PLAIN_TERMINAL);
  return NAMES.filter((name) => text.includes(name)).length;
}

describe('render', () => {
  it.each(GATE_OUTPUTS)('lists every finding as %s with --all', async (output) => {
    expect(await listed(output, { all: true })).toBe(NAMES.length);
  });

  it.each([
    ['table', 25],
    ['json', MOST_FINDINGS],
    ['sarif', NAMES.length],
    ['junit', NAMES.length],
    ['markdown', 50],
  ] as const)('lists as %s without it %d of them', async (output, count) => {
    expect(await listed(output, {})).toBe(count);
  });

  it('writes as json what the server answers', async () => {
    const options = { output: 'json', environment: ['prod'], limit: 25, verbose: false, color: false } as const;
    const answer = { facts: QUESTION.facts, verdicts: [evaluateWhole(QUESTION)] };
    expect(await render(answer, options, PLAIN_TERMINAL)).toBe(verdictJson(evaluate(QUESTION)));
  });
});
