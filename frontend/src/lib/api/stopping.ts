import 'server-only';

const stopping = new AbortController();

// Next stops listening and then waits for every answer, and one that goes on for as long as it is read does not end by itself.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopping.abort());

/** Aborted when this server is told to stop. */
export const stoppingSignal: AbortSignal = stopping.signal;
