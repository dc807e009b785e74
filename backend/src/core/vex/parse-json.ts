import { checkJson } from './check-json.js';
import { VexError } from './vex-error.js';

/** Throws VexError. */
export function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new VexError('vex_not_readable', 'the document is not UTF-8');
  }
}

/** Throws VexError. */
export function jsonOf(text: string): unknown {
  // Before the parser, which reads as deep as its stack goes.
  checkJson(text);
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new VexError(
      'vex_not_readable',
      `the document is not JSON: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
