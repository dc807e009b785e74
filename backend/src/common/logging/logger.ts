import { type DestinationStream, type Logger, pino } from 'pino';

/** JSON lines on stdout, or for people where stdout is a terminal. */
export async function createLogger(level: string, destination?: DestinationStream): Promise<Logger> {
  const stream = destination ?? (process.stdout.isTTY ? await prettyStream() : undefined);
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    // Headers are never logged on purpose; an object from a library might still contain them.
    redact: {
      paths: ['authorization', 'cookie', 'password', 'connectionString'].flatMap((name) => [
        name,
        `*.${name}`,
        `*.*.${name}`,
      ]),
      censor: '[redacted]',
    },
    serializers: { err: serialiseError },
  };
  return stream === undefined ? pino(options) : pino(options, stream);
}

/** Loaded only for a terminal. */
async function prettyStream(): Promise<DestinationStream> {
  const { default: pretty } = await import('pino-pretty');
  return pretty({ translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname' });
}

/** The error and its causes; not its other properties, which hold queries and their parameters. */
function serialiseError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  return {
    type: error.name,
    message: error.message,
    stack: error.stack,
    ...('code' in error && { code: error.code }),
    ...(error.cause !== undefined && { cause: serialiseError(error.cause) }),
  };
}
