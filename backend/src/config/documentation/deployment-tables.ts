import type { Interpolated } from './compose-variables.js';
import { type Deployment, rowsOf, type ServiceName } from './deployment.js';
import type { VariableRow } from './variable-row.js';
import type { VariablesTable } from './variables-section.js';

/** What is said of each compose file. */
const ENVIRONMENTS: Readonly<Record<string, string>> = {
  'docker-compose.override.yml': 'dev',
  'docker-compose.stage.yml': 'stage',
  'docker-compose.prod.yml': 'prod',
  'docker-compose.security.yml': 'docker-compose.security.yml',
};

/** What docs/configuration.md lists. */
export function tablesOf(deployment: Deployment): VariablesTable[] {
  const ofService = (service: ServiceName, title: string, introduction: string): VariablesTable => ({
    title,
    introduction,
    rows: rowsOf(service, deployment).map((row) => withSettings(row, service, deployment)),
  });
  return [
    {
      title: 'Compose files',
      introduction:
        'From the shell, or from a file beside them: `.env.prod` or `.env.stage` with `scripts/compose.sh`, `.env` in ' +
        'development and with a plain `docker compose`. None is required.',
      rows: interpolatedRows(deployment),
    },
    ofService(
      'backend',
      'backend: the API',
      'A variable `NAME_FILE` is the path of a file with the value of `NAME`: set one of the two. An empty variable is one ' +
        'that is not set. The command line (`plimsoll user`, `token`, `audit`) reads the same.',
    ),
    ofService('migrate', 'migrate: the migrations', 'What `plimsoll migrate` reads, from the same image.'),
    ofService('frontend', 'frontend: the web console', 'It holds no secret.'),
    ofService(
      'postgres',
      'postgres: the database',
      'Read when the cluster is made, on an empty volume, and then no more.',
    ),
    ofService('gateway', 'gateway: nginx', 'Read by `gateway/start.sh`.'),
    {
      title: 'npm start',
      introduction:
        'Without Docker `npm start` and `npm run dev` read these beside those of API and web console; `.env.example` shows them all.',
      rows: deployment.described['launcher'] ?? [],
    },
    {
      title: 'Scanning and shipping',
      introduction:
        'Read by `plimsoll scan-report`, `verify`, `promote`, `status` and `predicates`, on the machine that runs them. ' +
        'What also is an option (`PLIMSOLL_URL`, `PLIMSOLL_VERIFY_KEY` and others), their `--help` names.',
      rows: deployment.described['shipping'] ?? [],
    },
  ];
}

function interpolatedRows({ compose, described, declared }: Deployment): VariableRow[] {
  const known = new Map(
    [...declared.backend, ...(described['compose'] ?? [])].flatMap((row) =>
      row.names.map((name) => [name, row] as const),
    ),
  );
  const names = new Set(compose.interpolated.map(({ name }) => name));
  return [...names].sort().flatMap((name) => {
    const row = known.get(name);
    const uses = compose.interpolated.filter((use) => use.name === name);
    if (row === undefined) return [];
    const isRequired = uses.some((use) => use.default === null);
    return [{ ...row, names: [name], required: isRequired ? 'yes' : 'no', default: defaultsOf(uses) || row.default }];
  });
}

/** One where all files have the same, else which has which. */
function defaultsOf(uses: readonly Interpolated[]): string {
  const environments = new Map<string, Set<string>>();
  for (const use of uses) {
    const shown = (use.default ?? '').replaceAll(/\$\{(\w+):?-[^}]*\}/g, '$${$1}');
    environments.set(shown, (environments.get(shown) ?? new Set()).add(ENVIRONMENTS[use.file] ?? ''));
  }
  if (environments.size === 1) return [...environments.keys()].join('');
  return [...environments]
    .map(([value, where]) => `${value} in ${[...where].filter(Boolean).join(' and ')}`)
    .join('; ');
}

/** Says where it is already set. */
function withSettings(row: VariableRow, service: ServiceName, { compose, images }: Deployment): VariableRow {
  const files = new Set(
    compose.inContainers
      .filter((set) => set.service === service && row.names.includes(set.name))
      .map(({ file }) => file),
  );
  const value = row.names.map((name) => images[service]?.get(name)).find((each) => each !== undefined);
  const sentences = [
    row.purpose,
    ...(value === undefined ? [] : [`The image sets ${value}.`]),
    ...(files.size === 0 ? [] : [`Set by the compose files${environmentsOf(files)}.`]),
  ];
  return { ...row, purpose: sentences.join(' ') };
}

function environmentsOf(files: ReadonlySet<string>): string {
  if (files.has('docker-compose.yml')) return '';
  return ` in ${[...files].map((file) => ENVIRONMENTS[file] ?? file).join(', ')}`;
}
