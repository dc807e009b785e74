import type { DeniedScan } from '../facts.js';
import { KIND_OF, REQUIRED_KINDS } from '../../model/required-kind.js';
import { pass, refuse, type Rule } from '../rule.js';
import { isAcceptedUnstated, type ToolRule, type ToolRules } from '../tool-rules.js';
import { counted, listed, minuteOf, shortened } from '../words.js';

const MOST_SHOWN = 3;

/** By which versions of tools scans count: those of others are as if they had been recalled. */
export const tools: Rule<'evidence.tools', ToolRules> = {
  path: 'evidence.tools',
  schema: {
    title: 'a mapping from names of tools to the versions that count',
    description:
      'Which versions of tools count. A scan by another version counts as no scan, and so does one that states none. Tools that are not named count in every version.',
    type: 'object',
    minProperties: 1,
    maxProperties: 50,
    propertyNames: { pattern: '^[A-Za-z0-9][A-Za-z0-9 ._/-]{0,99}$', title: 'the name of a tool' },
    additionalProperties: {
      title: 'a mapping with `deny`, `least` and `unstated`, or `any`',
      anyOf: [
        {
          type: 'object',
          additionalProperties: false,
          minProperties: 1,
          properties: {
            deny: {
              title: 'a list of ranges of versions, or `any`',
              description: 'Ranges of versions that do not count, as npm writes them; `*` is every version.',
              anyOf: [
                {
                  type: 'array',
                  minItems: 1,
                  maxItems: 100,
                  uniqueItems: true,
                  items: { title: 'a range of versions', type: 'string', pattern: '^[^\\r\\n\\0]{1,200}$' },
                },
                { const: 'any' },
              ],
              examples: [['0.69.4 - 0.69.6']],
            },
            least: {
              title: 'a version in quotes, or `any`',
              description: 'The first version that counts.',
              type: 'string',
              pattern: '^(any|v?\\d[^\\s]{0,99})$',
              examples: ['0.60.0'],
            },
            unstated: {
              title: '`accept` or `deny`',
              description:
                'What to do with a report that does not state the version of its tool, or states what is none. `deny` is the default.',
              enum: ['accept', 'deny'],
            },
          },
        },
        { const: 'any' },
      ],
    },
    examples: [{ trivy: { deny: ['0.69.4 - 0.69.6'], least: '0.60.0' } }],
  },
  asks: () => true,
  sentence: (rules) =>
    `Scans count by these versions of tools: ${Object.entries(rules)
      .map(([name, rule]) => spell(name, rule))
      .join('; ')}.`,
  judge({ facts, scans }, rules) {
    const { denied } = facts;
    if (denied.length > 0) {
      const said = denied.slice(0, MOST_SHOWN).map(toldOf);
      const more = denied.length > MOST_SHOWN ? `; and ${counted(denied.length - MOST_SHOWN, 'more', 'more')}` : '';
      const subject = denied.length === 1 ? 'A scan does not count' : `${denied.length} scans do not count`;
      return refuse('unknown', `${subject}: ${said.join('; ')}${more}.`, remedyFor(denied, rules));
    }
    if (scans.length === 0) return null;
    const unstated = scans.filter(({ tool, toolVersion }) =>
      isAcceptedUnstated(rules, { name: tool, version: toolVersion }),
    );
    const summary = 'No scan is by a version that the policy denies.';
    if (unstated.length === 0) return pass(summary);
    const names = listed([...new Set(unstated.map(({ tool }) => tool))]);
    const notes = [
      `${counted(unstated.length, 'scan does', 'scans do')} not state the version of its tool (${names}).`,
      'The policy accepts this.',
    ];
    return { ...pass([summary, ...notes].join(' ')), summary, notes };
  },
};

function toldOf({ tool, scannedAt, kinds, reason }: DeniedScan): string {
  const names = REQUIRED_KINDS.filter((name) => kinds.includes(KIND_OF[name]));
  const of = scannedAt === null ? '' : ` of ${minuteOf(scannedAt)}`;
  return `${tool}${of}${names.length === 0 ? '' : ` (${listed(names)})`}: ${shortened(reason)}`;
}

function remedyFor(denied: readonly DeniedScan[], rules: ToolRules): string {
  const names = new Set(denied.map(({ tool }) => tool.toLowerCase()));
  const versions = Object.entries(rules).filter(([name]) => names.has(name.toLowerCase()));
  return `Scan the image again with ${listed(versions.map(([name, rule]) => spell(name, rule)))}, and send the report.`;
}

/** `trivy 0.60.0 or later, except 0.69.4 - 0.69.6`. */
function spell(name: string, { deny = [], least, unstated }: ToolRule): string {
  const from = least === undefined ? '' : ` ${least} or later`;
  const except = deny.length === 0 ? '' : `${least === undefined ? '' : ','} except ${listed(deny)}`;
  const open = unstated === 'accept' ? ', or without a stated version' : '';
  return `${name}${from}${except}${open}`;
}
