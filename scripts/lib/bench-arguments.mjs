import { parseArgs } from 'node:util';

/** @typedef {import('../../backend/bench/request.js').BenchRequest} BenchRequest */
/** @typedef {import('../../backend/bench/request.js').Part} Part */

export const USAGE = `Usage: npm run bench [-- [PART…] [OPTION…]]

Parts (all but soak and policy where none is named):
  ingest   taking in reports: 30,000 findings, new and known, next to a raw COPY of the rows that version 0.1 wrote;
           300 new ones; reports of 2,000 from eight senders at once
  lists    every list and sort, over 2,000 artifacts and 20 million findings, and on an artifact with 30,000
  gate     the verdict on an artifact with 5,000 findings, in the same fleet
  recall   which artifacts have a component or an advisory, in the same fleet
  simulate which verdicts of the same fleet another policy would change
  policy   how long the same fleet takes to be decided by another policy, in the background
  api      start time, and memory idle and while taking in 200 MB
  auth     sign-ins per second, and how they slow other requests
  scan     what scripts/security-scan.sh adds to Trivy, where that is installed
  soak     20 minutes of reports, hostile and honest, with sign-ins and lists beside them

Options:
  --smoke      every part on very little data, in seconds: shows that the parts work, not how fast Plimsoll is
  --scale SIZE the fleet's findings: 20m (2,000 artifacts), or 100m (10,000 artifacts; takes half an hour, needs 20 GB)
  --keep       keep the fleet's database, and print how to measure on it again
  --minutes N  how long soak takes (20)
  --replicas N on how many API processes soak runs (1)
  --on URL     measure parts on the fleet on a kept database: file:///FOLDER or postgresql://…
  --json FILE  write the figures as JSON, too
  -h, --help   print this text

The benchmark starts its own databases and APIs and removes them. TMPDIR chooses the disk; the fleet needs 8 GB.
Exit codes: 0 measured, 1 a part failed, 2 wrong usage.
`;

/** @type {readonly Part[]} */
const PARTS = ['ingest', 'lists', 'gate', 'recall', 'simulate', 'policy', 'api', 'auth', 'scan', 'soak'];
/** Those that share a fleet, which can be kept. @type {ReadonlySet<Part>} */
const ON_FLEET = new Set(['lists', 'gate', 'recall', 'simulate', 'policy']);
/** Those that take long, and are done where they are named. @type {ReadonlySet<Part>} */
const LONG = new Set(['policy', 'soak']);

/** A command line that means nothing. */
export class UsageError extends Error {
  /** @override */
  name = 'UsageError';
  exitCode = 2;
}

/**
 * @param {readonly string[]} args
 * @returns {BenchRequest | 'help'}
 */
export function benchRequest(args) {
  const { values, positionals } = parsed(args);
  if (values.help) return 'help';
  const unknown = positionals.find((word) => !PARTS.some((part) => part === word));
  if (unknown !== undefined) throw new UsageError(`There is no part "${unknown}". The parts are ${PARTS.join(', ')}.`);
  const isForFleet = values.keep || values.on !== undefined;
  const named = PARTS.filter((part) => positionals.includes(part));
  const stray = named.find((part) => !ON_FLEET.has(part));
  if (values.on !== undefined && values.keep)
    throw new UsageError('A database given with --on is always kept: leave --keep out.');
  if (values.on !== undefined && stray !== undefined)
    throw new UsageError(`--on is for lists, gate, recall, simulate and policy; ${stray} cannot use it.`);
  if (values.keep && named.length > 0 && !named.some((part) => ON_FLEET.has(part)))
    throw new UsageError('--keep keeps the database of lists, gate, recall, simulate and policy: name one of them.');
  if (values.on !== undefined && !isUsable(values.on))
    throw new UsageError(
      `--on takes a URL such as file:///tmp/plimsoll-bench-x or postgresql://…, not "${values.on}".`,
    );
  if (!['20m', '100m'].includes(values.scale))
    throw new UsageError(`--scale takes 20m or 100m, not "${values.scale}".`);
  const minutes = minutesOf(values.minutes);
  const replicas = replicasOf(values.replicas);
  const all = PARTS.filter(
    (part) => (values.smoke || !LONG.has(part)) && (values.on === undefined || ON_FLEET.has(part)),
  );
  return {
    parts: named.length > 0 ? named : all,
    isSmoke: values.smoke,
    isHundredMillion: values.scale === '100m',
    isKept: isForFleet,
    ...(values.on === undefined ? {} : { on: values.on }),
    ...(minutes === null ? {} : { minutes }),
    ...(replicas === null ? {} : { replicas }),
    ...(values.json === undefined ? {} : { json: values.json }),
  };
}

/** @param {readonly string[]} args */
function parsed(args) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        smoke: { type: 'boolean', default: false },
        scale: { type: 'string', default: '20m' },
        keep: { type: 'boolean', default: false },
        minutes: { type: 'string' },
        replicas: { type: 'string' },
        on: { type: 'string' },
        json: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}

/** @param {string | undefined} written */
function minutesOf(written) {
  if (written === undefined) return null;
  const minutes = Number(written);
  if (!(minutes > 0 && minutes <= 600)) throw new UsageError(`--minutes takes a number up to 600, not "${written}".`);
  return minutes;
}

/** @param {string | undefined} written */
function replicasOf(written) {
  if (written === undefined) return null;
  if (!/^[1-9]$/.test(written)) throw new UsageError(`--replicas takes a number from 1 to 9, not "${written}".`);
  return Number(written);
}

/** @param {string} url */
function isUsable(url) {
  return URL.canParse(url) && ['file:', 'postgresql:', 'postgres:'].includes(new URL(url).protocol);
}
