import { boundedVerdict } from '../../core/gate/bounded-verdict.js';
import { verdictJson } from '../../core/gate/verdict-json.js';
import type { Terminal } from '../output/terminal.js';
import { PLIMSOLL_VERSION } from '../shipped-files.js';
import type { Answer } from './answer.js';
import type { GateOptions } from './gate.command.js';

/** The answer in the form that was asked for; each writer is loaded when it is needed. */
export async function render(answer: Answer, options: GateOptions, terminal: Terminal): Promise<string> {
  const { all = false } = options;
  switch (options.output) {
    case 'table': {
      const { renderTable } = await import('../output/table.js');
      return renderTable(answer, terminal, { limit: all ? Infinity : options.limit, isVerbose: options.verbose });
    }
    case 'json':
      // One verdict is one document; several are JSON Lines.
      return answer.verdicts.map((verdict) => verdictJson(all ? verdict : boundedVerdict(verdict))).join('');
    case 'sarif': {
      const { renderSarif } = await import('../output/sarif.js');
      return renderSarif(answer, PLIMSOLL_VERSION);
    }
    case 'junit': {
      const { renderJunit } = await import('../output/junit.js');
      return renderJunit(answer);
    }
    case 'markdown': {
      const { renderMarkdown } = await import('../output/markdown.js');
      return renderMarkdown(answer, all ? Infinity : undefined);
    }
  }
}
