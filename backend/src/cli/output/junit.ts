import { isAcceptedUnchecked } from '../../core/gate/passed-words.js';
import type { Reason, Verdict } from '../../core/gate/verdict.js';
import type { Answer } from '../gate/answer.js';
import { fixWords } from './fix-words.js';
import { headline } from './headline.js';
import { printable } from './printable.js';

/** The answer as JUnit XML: a test suite an environment, a test case a rule; unknown is an error, and what could not be checked is skipped. */
export function renderJunit({ facts, verdicts }: Answer): string {
  const suites = verdicts.map((verdict) => suite(verdict, facts.image, facts.digest));
  return `${[
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: 'plimsoll', ...totals(verdicts.flatMap(({ reasons }) => reasons)) })}>`,
    ...suites,
    '</testsuites>',
  ].join('\n')}\n`;
}

function suite(verdict: Verdict, image: string, digest: string): string {
  const head = attributes({
    name: `plimsoll.${verdict.environment}`,
    ...totals(verdict.reasons),
    time: '0',
    timestamp: verdict.evaluatedAt.replace(/(?:\.\d+)?Z$/, ''),
  });
  const properties = { image, digest, policyVersion: verdict.policyVersion, verdictId: verdict.verdictId };
  return [
    `  <testsuite${head}>`,
    '    <properties>',
    ...Object.entries(properties).map(([name, value]) => `      <property${attributes({ name, value })}/>`),
    '    </properties>',
    ...verdict.reasons.map((reason) => testCase(verdict.environment, reason)),
    `    <system-out>${text(headline(verdict))}</system-out>`,
    '  </testsuite>',
  ].join('\n');
}

function testCase(environment: string, reason: Reason): string {
  const { rule, outcome, message, remedy, findings, findingCount } = reason;
  const head = attributes({ classname: `plimsoll.${environment}`, name: rule, time: '0' });
  if (isAcceptedUnchecked(reason)) {
    return `    <testcase${head}>\n      <skipped${attributes({ message })}/>\n    </testcase>`;
  }
  if (outcome === 'pass') return `    <testcase${head}/>`;
  const lines = [remedy ?? message];
  for (const finding of findings) {
    const where = finding.component === null ? finding.path : `${finding.component} ${finding.version ?? ''}`.trim();
    const named =
      finding.fixedVersions.length === 0 ? fixWords(finding) : `fixed in ${finding.fixedVersions.join(', ')}`;
    const fix = named === null ? '' : `, ${named}`;
    lines.push(
      `${finding.severity} ${finding.advisory}${where === null ? '' : ` in ${where}`}${fix}: ${finding.title}`,
    );
  }
  if (findingCount > findings.length) lines.push(`… and ${findingCount - findings.length} more`);
  const element = outcome === 'fail' ? 'failure' : 'error';
  return [
    `    <testcase${head}>`,
    `      <${element}${attributes({ type: outcome, message })}>${lines.map(text).join('\n')}</${element}>`,
    '    </testcase>',
  ].join('\n');
}

function totals(reasons: readonly Reason[]): Record<'tests' | 'failures' | 'errors' | 'skipped', string> {
  const of = (outcome: Reason['outcome']) => reasons.filter((reason) => reason.outcome === outcome).length;
  const skipped = `${reasons.filter(isAcceptedUnchecked).length}`;
  return { tests: `${reasons.length}`, failures: `${of('fail')}`, errors: `${of('unknown')}`, skipped };
}

function attributes(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${text(value)}"`)
    .join('');
}

function text(value: string): string {
  return (
    printable(value)
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
      .replace(/"/g, '&quot;')
      .replace(/'/g, '&apos;')
      // What a runner would take for a command; readers of XML see the same text.
      .replace(/##(?=\w*\[)/g, '#&#35;')
  );
}
