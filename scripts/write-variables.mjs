// Writes the tables of variables into docs/deployment.md, from what the code declares, the compose files and
// deploy/variables.yml: `pnpm --filter @plimsoll/backend run variables`.
//
// Usage: node scripts/write-variables.mjs [--check]
//   --check   writes nothing, and says where the document is not what would be written
// Exit codes: 0 done; 1 a variable is read that nobody describes, or set that nothing reads, or the document is stale.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { backend, root } from './lib/paths.mjs';

/** @typedef {import('../backend/src/config/documentation/deployment.js').Deployment} Deployment */
/** @typedef {import('../backend/src/config/documentation/variable-row.js').VariableRow} VariableRow */

const COMPOSE_FILES = ['', 'override.', 'stage.', 'prod.', 'security.'].map((name) => `docker-compose.${name}yml`);
const SOURCE_FOLDERS = ['backend/src', 'frontend/src', 'deploy/image', 'deploy/postgres', 'gateway'];
const DOCUMENT = 'docs/deployment.md';

/** @param {string} module of backend/src */
const built = (module) => new URL(`../backend/dist/${module}.js`, import.meta.url).href;

/** @type {typeof import('../backend/src/config/environment.schema.js')} */
const { environmentSchema } = await import(built('config/environment.schema'));
/** @type {typeof import('../backend/src/config/migration.schema.js')} */
const { migrationSchema } = await import(built('config/migration.schema'));
/** @type {typeof import('../backend/src/config/documentation/rows-of-schema.js')} */
const { rowsOfSchema } = await import(built('config/documentation/rows-of-schema'));
/** @type {typeof import('../backend/src/config/documentation/compose-variables.js')} */
const { composeVariables } = await import(built('config/documentation/compose-variables'));
/** @type {typeof import('../backend/src/config/documentation/described-variables.js')} */
const { readDescribedVariables } = await import(built('config/documentation/described-variables'));
/** @type {typeof import('../backend/src/config/documentation/image-variables.js')} */
const { imageVariables } = await import(built('config/documentation/image-variables'));
/** @type {typeof import('../backend/src/config/documentation/names-read.js')} */
const { namesRead } = await import(built('config/documentation/names-read'));
/** @type {typeof import('../backend/src/config/documentation/deployment.js')} */
const { problemsOf } = await import(built('config/documentation/deployment'));
/** @type {typeof import('../backend/src/config/documentation/deployment-tables.js')} */
const { tablesOf } = await import(built('config/documentation/deployment-tables'));
/** @type {typeof import('../backend/src/config/documentation/variables-section.js')} */
const { withVariables } = await import(built('config/documentation/variables-section'));

/** @param {string} path */
const textOf = (path) => readFileSync(join(root, path), 'utf8');

/** @returns {Promise<Deployment>} */
async function readDeployment() {
  const compose = COMPOSE_FILES.map((file) => composeVariables(file, textOf(file)));
  return {
    declared: {
      backend: rowsOfSchema(environmentSchema),
      migrate: rowsOfSchema(migrationSchema),
      frontend: await consoleRows(),
    },
    described: readDescribedVariables(textOf('deploy/variables.yml')),
    compose: {
      interpolated: compose.flatMap(({ interpolated }) => interpolated),
      inContainers: compose.flatMap(({ inContainers }) => inContainers),
    },
    images: {
      backend: imageVariables(textOf('Dockerfile.backend')),
      frontend: imageVariables(textOf('Dockerfile.frontend')),
    },
    sources: SOURCE_FOLDERS.flatMap(sourcesIn).map((file) => ({ file, reads: namesRead(file, textOf(file)) })),
  };
}

/** The web console's sources are not built for Node: their types are taken off here. */
async function consoleRows() {
  /** @type {typeof import('../backend/node_modules/typescript/lib/typescript.js')} */
  const typescript = createRequire(join(backend, 'package.json'))('typescript');
  const { outputText } = typescript.transpileModule(textOf('frontend/src/config/variables.ts'), {
    compilerOptions: { module: typescript.ModuleKind.ESNext, target: typescript.ScriptTarget.ES2022 },
  });
  /** @type {typeof import('../frontend/src/config/variables.js')} */
  const { variables, variablesOfNext } = await import(`data:text/javascript,${encodeURIComponent(outputText)}`);
  return Object.entries({ ...variables, ...variablesOfNext }).map(([name, variable]) => ({
    names: [name],
    required: variable.isRequired ? 'yes' : 'no',
    default: variable.default,
    isSecret: false,
    example: variable.example,
    purpose: `${variable.purpose}. Expected: ${variable.expected}.`,
  }));
}

/** @param {string} folder */
function sourcesIn(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(tsx?|mjs|sh)$/.test(entry.name) && !/\.spec\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => !path.includes('/generated/'))
    .sort();
}

const isCheck = process.argv.includes('--check');
const deployment = await readDeployment();
const problems = problemsOf(deployment);
const document = textOf(DOCUMENT);
const written = withVariables(document, tablesOf(deployment));
if (isCheck && written !== document) problems.push(`${DOCUMENT} is stale: pnpm run variables`);
if (!isCheck) writeFileSync(join(root, DOCUMENT), written);
for (const problem of problems) process.stderr.write(`${problem}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
