import { clsx } from 'clsx';
import { structuredPatch } from 'diff';

interface LineDiffProps {
  /** What is compared: the name of the region. */
  readonly label: string;
  readonly before: string;
  readonly after: string;
}

const CONTEXT_LINES = 3;

type Sign = '+' | '-' | ' ';

interface DiffLine {
  readonly sign: Sign;
  readonly text: string;
  readonly oldNumber: number | null;
  readonly newNumber: number | null;
}

const SPOKEN: Record<Sign, string> = { '+': 'added: ', '-': 'removed: ', ' ': '' };

/** Two texts, line by line: what goes, what comes, and three lines around it. */
export function LineDiff({ label, before, after }: LineDiffProps) {
  const { hunks } = structuredPatch('', '', before, after, undefined, undefined, { context: CONTEXT_LINES });
  if (hunks.length === 0) return <p className="text-sm text-ink-soft">No differences.</p>;
  return (
    <div
      tabIndex={0}
      role="region"
      aria-label={label}
      className="max-w-full overflow-auto rounded-sm border border-rule bg-surface font-mono text-sm -outline-offset-2 print:max-h-none"
    >
      <div className="w-max min-w-full">
        {hunks.map((hunk, index) => (
          <div key={hunk.newStart}>
            <p className="bg-sunken px-3 py-0.5 font-sans text-xs text-ink-soft">
              {index > 0 && '… '}line {hunk.newStart}
            </p>
            {linesOf(hunk).map((line) => (
              <Line key={`${line.sign}${line.oldNumber} ${line.newNumber}`} line={line} />
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}

function Line({ line: { sign, text, oldNumber, newNumber } }: { readonly line: DiffLine }) {
  return (
    <div
      className={clsx(
        'grid grid-cols-[3rem_3rem_1.25rem_minmax(0,1fr)] whitespace-pre',
        sign === '+' && 'bg-pass-wash',
        sign === '-' && 'bg-fail-wash',
      )}
    >
      <Number value={oldNumber} />
      <Number value={newNumber} />
      <span aria-hidden className="text-center font-semibold">
        {sign}
      </span>
      <span className="pr-4">
        {sign !== ' ' && <span className="sr-only">{SPOKEN[sign]}</span>}
        {text}
      </span>
    </div>
  );
}

function Number({ value }: { readonly value: number | null }) {
  return (
    <span aria-hidden className="pr-2 text-right text-ink-soft select-none">
      {value}
    </span>
  );
}

interface Hunk {
  readonly oldStart: number;
  readonly newStart: number;
  readonly lines: readonly string[];
}

function linesOf({ oldStart, newStart, lines }: Hunk): DiffLine[] {
  let [oldNumber, newNumber] = [oldStart, newStart];
  // "\ No newline at end of file" is a remark, not a line.
  return lines
    .filter((line) => !line.startsWith('\\'))
    .map((line) => {
      const sign: Sign = line.startsWith('+') ? '+' : line.startsWith('-') ? '-' : ' ';
      return {
        sign,
        text: line.slice(1),
        oldNumber: sign === '+' ? null : oldNumber++,
        newNumber: sign === '-' ? null : newNumber++,
      };
    });
}
