import { SENDER } from '../../model/sender-pattern.js';
import { pass, refuse, type Rule } from '../rule.js';
import { counted, listedShort } from '../words.js';

/** Whose scans count. Those of others are said, and change nothing. */
export const sendersThatCount: Rule<'evidence.from', readonly string[]> = {
  path: 'evidence.from',
  schema: {
    title: 'a list of at least one sender, or `any`',
    description:
      'Whose scans count: `rule:NAME` (a trust rule), `token:NAME` (a token without an owner), `person:EMAIL`, or a bare name of a trust rule or a token without an owner; `*` stands for any letters but `/`. Without this: everybody’s.',
    anyOf: [
      {
        type: 'array',
        minItems: 1,
        maxItems: 100,
        uniqueItems: true,
        items: {
          title: '`rule:NAME`, `token:NAME`, `person:EMAIL` or a name',
          type: 'string',
          pattern: SENDER.source,
        },
      },
      { const: 'any' },
    ],
    examples: [['rule:release', 'token:nightly-scan'], 'any'],
  },
  asks: () => true,
  sentence: (from) => `Only scans from ${listedShort(from)} count.`,
  judge({ facts: { senders, scans } }, from) {
    const names = listedShort(from);
    if (senders === null || JSON.stringify(senders.from) !== JSON.stringify(from)) {
      return {
        ...refuse(
          'unknown',
          `Only scans from ${names} count, and who sent these is not known here.`,
          'Ask the server that received the reports: `GET /api/v1/gate`.',
        ),
        isChecked: false,
      };
    }
    const others =
      senders.otherCount === 0
        ? []
        : [`${counted(senders.otherCount, 'scan from another sender does', 'scans from other senders do')} not count.`];
    if (scans.length === 0) {
      const summary = `No scan from ${names} was received.`;
      const remedy = `Scan the image, and send the report as ${names}.`;
      return { ...refuse('unknown', [summary, ...others].join(' '), remedy), summary, notes: others };
    }
    const summary = `Only scans from ${names} count.`;
    return { ...pass([summary, ...others].join(' ')), summary, notes: others };
  },
};
