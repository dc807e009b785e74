import type { VerdictFlip } from '../../modules/answers/dto/verdict-flip.dto.js';
import type { VerdictReplay } from '../../modules/answers/dto/verdict-replay.dto.js';
import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';
import { printable } from '../output/printable.js';
import { type Terminal, terminalOf } from '../output/terminal.js';
import { type Cell, type Column, textColumns } from '../output/text-columns.js';
import { askServer, type Server } from '../server/ask-server.js';
import { neededServer } from '../server/needed-server.js';
import type { FlipOptions, VerdictOptions, VerdictRuns } from './verdict.command.js';

/** What `plimsoll verdict` does. Each sets the exit code. */
export function verdictRuns(
  process: { readonly stdout: NodeJS.WriteStream; exitCode?: number | string | null | undefined },
  token: string | undefined,
): VerdictRuns {
  return {
    replay: async (verdict, options) => {
      const replay = (await askServer(
        serverFor(verdict, options, token),
        `verdicts/${verdict}/replay`,
        {},
        {},
      )) as VerdictReplay;
      process.stdout.write(options.output === 'json' ? jsonOf(replay) : `${printable(replay.sentence)}\n`);
      if (replay.isSame) process.exitCode = ExitCode.pass;
      else process.exitCode = replay.missing === null ? ExitCode.fail : ExitCode.unknown;
    },
    flip: async (verdict, options: FlipOptions) => {
      const query = { from: options.from };
      const flip = (await askServer(
        serverFor(verdict, options, token),
        `verdicts/${verdict}/flip`,
        query,
        {},
      )) as VerdictFlip;
      process.stdout.write(options.output === 'json' ? jsonOf(flip) : textOf(flip, terminalOf(process.stdout, true)));
      process.exitCode = flip.missing === null && flip.from !== null ? ExitCode.pass : ExitCode.unknown;
    },
  };
}

function serverFor(verdict: string, options: VerdictOptions, token: string | undefined): Server {
  if (!/^v_[0-9a-f]{32}$/.test(verdict)) {
    throw new CommandError(
      ExitCode.usage,
      'a verdict is named by v_ and 32 hexadecimal digits: `verdictId` of the answer of the gate.',
    );
  }
  return neededServer(options, token);
}

function jsonOf(answer: object): string {
  return `${JSON.stringify(answer, null, 2)}\n`;
}

const COLUMNS: readonly Column[] = [
  { head: 'Rule' },
  { head: 'Before' },
  { head: 'After' },
  { head: 'Cause' },
  { head: 'Why', shrinksTo: 24 },
];

/** One line for each cause of each rule, those that decide first. */
function textOf({ sentence, rules }: VerdictFlip, terminal: Terminal): string {
  const lines = [terminal.style('bold', printable(sentence))];
  const rows = rules.flatMap(({ rule, before, after, causes }) =>
    causes.map((cause, place): Cell[] => [
      { text: place === 0 ? printable(rule) : '' },
      { text: place === 0 ? (before ?? 'no rule') : '' },
      { text: place === 0 ? (after ?? 'no rule') : '' },
      { text: cause.input },
      { text: printable(cause.sentence) },
    ]),
  );
  if (rows.length > 0) lines.push('', ...textColumns(COLUMNS, rows, terminal));
  return `${lines.join('\n')}\n`;
}
