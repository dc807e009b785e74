import type { Outcome } from '../../core/gate/verdict.js';
import type { Severity } from '../../core/model/severity.js';
import type { Style } from './terminal.js';

/** How outcomes and severities look at a terminal. */
export const SIGNS = { pass: '✓', unknown: '?', fail: '✗' } as const satisfies Record<Outcome, string>;
/** For a pass of what could not be checked. */
export const UNCHECKED_SIGN = '–';

export const COLOURS = { pass: 'green', unknown: 'yellow', fail: 'red' } as const satisfies Record<Outcome, Style>;

export const SEVERITY_STYLES: Readonly<Record<Severity, Style>> = {
  critical: ['bold', 'red'],
  high: 'red',
  medium: 'yellow',
  low: 'blue',
  unknown: 'gray',
};
