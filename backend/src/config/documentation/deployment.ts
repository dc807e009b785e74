import type { ComposeVariables } from './compose-variables.js';
import type { DescribedVariables } from './described-variables.js';
import type { VariableRow } from './variable-row.js';

export const SERVICES = ['postgres', 'migrate', 'backend', 'frontend', 'gateway'] as const;
export type ServiceName = (typeof SERVICES)[number];

/** Everything that says which variables there are. */
export interface Deployment {
  /** What the code declares. */
  readonly declared: Readonly<Record<'migrate' | 'backend' | 'frontend', readonly VariableRow[]>>;
  /** deploy/variables.yml. */
  readonly described: DescribedVariables;
  readonly compose: ComposeVariables;
  /** What the images set, by service. */
  readonly images: Readonly<Partial<Record<ServiceName, ReadonlyMap<string, string>>>>;
  /** The sources with what they read. */
  readonly sources: readonly { readonly file: string; readonly reads: readonly string[] }[];
}

/** Which section of deploy/variables.yml is about a service beside what its code declares. */
const SECTIONS: Readonly<Record<ServiceName, string>> = {
  postgres: 'postgres',
  migrate: 'api-image',
  backend: 'api-image',
  frontend: 'console-image',
  gateway: 'gateway',
};

/** What every program is started with, or its build has put in its place. */
export const SURROUNDINGS: ReadonlySet<string> = new Set(['PATH', 'NODE_ENV', 'NEXT_RUNTIME']);

/** Which folders belong to which services; `npm start` runs the code of API and migrations. */
const FOLDERS: readonly {
  readonly path: string;
  readonly services: readonly ServiceName[];
  readonly sections?: string[];
}[] = [
  { path: 'backend/src/', services: ['backend', 'migrate'], sections: ['launcher', 'shipping'] },
  { path: 'frontend/src/', services: ['frontend'] },
  { path: 'deploy/image/', services: ['backend', 'migrate'] },
  { path: 'deploy/postgres/', services: ['postgres'] },
  { path: 'gateway/', services: ['gateway'] },
];

export function rowsOf(service: ServiceName, { declared, described }: Deployment): VariableRow[] {
  const ofCode = service in declared ? declared[service as keyof typeof declared] : [];
  return [...ofCode, ...(described[SECTIONS[service]] ?? [])];
}

function namesOf(rows: readonly VariableRow[]): Set<string> {
  return new Set(rows.flatMap(({ names }) => names));
}

/** What is not as the tables would have it; each a sentence. */
export function problemsOf(deployment: Deployment): string[] {
  return [...unread(deployment), ...undocumented(deployment), ...undescribed(deployment), ...stale(deployment)];
}

function unread(deployment: Deployment): string[] {
  const { compose, images } = deployment;
  const set = [
    ...compose.inContainers,
    ...Object.entries(images).flatMap(([service, names]) =>
      [...names.keys()].map((name) => ({ service, name, file: `the image of ${service}` })),
    ),
  ];
  return set.flatMap(({ service, name, file }) => {
    const known = SERVICES.find((each) => each === service);
    if (known === undefined) return [`${file} has the service ${service}, which no table is for`];
    return namesOf(rowsOf(known, deployment)).has(name)
      ? []
      : [`${file} sets ${name} for ${service}, which nothing reads`];
  });
}

function undocumented(deployment: Deployment): string[] {
  return deployment.sources.flatMap(({ file, reads }) => {
    const folder = FOLDERS.find(({ path }) => file.startsWith(path));
    if (folder === undefined) return [`${file} belongs to no service`];
    const known = namesOf([
      ...folder.services.flatMap((service) => rowsOf(service, deployment)),
      ...(folder.sections ?? []).flatMap((section) => deployment.described[section] ?? []),
    ]);
    return reads
      .filter((name) => !known.has(name) && !SURROUNDINGS.has(name))
      .map((name) => `${file} reads ${name}, which no table has: declare it, or describe it in deploy/variables.yml`);
  });
}

function undescribed({ compose, described, declared }: Deployment): string[] {
  const known = namesOf([...(described['compose'] ?? []), ...declared.backend]);
  const names = new Set(compose.interpolated.map(({ name }) => name));
  return [...names]
    .filter((name) => !known.has(name))
    .map((name) => `the compose files take ${name}, which deploy/variables.yml does not describe under compose`);
}

function stale({ compose, described, images, sources }: Deployment): string[] {
  const read = new Set([
    ...sources.flatMap(({ reads }) => reads),
    ...compose.inContainers.map(({ name }) => name),
    ...Object.values(images).flatMap((names) => [...names.keys()]),
  ]);
  const taken = new Set(compose.interpolated.map(({ name }) => name));
  return Object.entries(described).flatMap(([section, rows]) =>
    [...namesOf(rows)]
      .filter((name) => !(section === 'compose' ? taken : read).has(name))
      .map((name) => `deploy/variables.yml describes ${name} under ${section}, which nothing reads`),
  );
}
