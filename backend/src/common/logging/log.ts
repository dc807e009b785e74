import type { Logger } from 'pino';

/** The token that the process's logger is injected by. */
export const LOG = Symbol('log');

export type Log = Logger;
