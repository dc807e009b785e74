import { refuse, pass, type RuleMaker } from '../rule.js';
import { counted, listedShort } from '../words.js';

/** Whose scans count. Those of others are said, and change nothing. */
export const sendersThatCount: RuleMaker = ({ evidence: { from } = {} }) => {
  if (from === undefined) return [];
  const names = listedShort(from);
  return [
    {
      path: 'evidence.from',
      value: from,
      sentence: `Only scans from ${names} count.`,
      evaluate: ({ facts: { senders, scans } }) => {
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
            : [
                `${counted(senders.otherCount, 'scan from another sender does', 'scans from other senders do')} not count.`,
              ];
        if (scans.length === 0) {
          const summary = `No scan from ${names} was received.`;
          const remedy = `Scan the image, and send the report as ${names}.`;
          return { ...refuse('unknown', [summary, ...others].join(' '), remedy), summary, notes: others };
        }
        const summary = `Only scans from ${names} count.`;
        return { ...pass([summary, ...others].join(' ')), summary, notes: others };
      },
    },
  ];
};
