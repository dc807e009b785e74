import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { backend, root } from '../../scripts/lib/paths.mjs';
import { built } from './built.mjs';
import { GenerateError } from './generate-error.mjs';

/** @typedef {import('../src/config/documentation/deployment.js').Deployment} Deployment */

const COMPOSE_FILES = ['', 'override.', 'stage.', 'prod.', 'security.'].map((name) => `docker-compose.${name}yml`);
const SOURCE_FOLDERS = ['backend/src', 'frontend/src', 'deploy/image', 'deploy/postgres', 'gateway'];
const DOCUMENT = 'docs/configuration.md';

/** @param {string} path */
const textOf = (path) => readFileSync(join(root, path), 'utf8');

/**
 * docs/configuration.md with the tables of variables, from what the code declares, the compose files and deploy/variables.yml. A
 * variable that is read and not described, or set and not read, is a problem.
 *
 * @type {import('./registry.mjs').Generator}
 */
export async function variables(read) {
  /** @type {typeof import('../src/config/documentation/deployment.js')} */
  const { problemsOf } = await built('config/documentation/deployment');
  /** @type {typeof import('../src/config/documentation/deployment-tables.js')} */
  const { tablesOf } = await built('config/documentation/deployment-tables');
  /** @type {typeof import('../src/config/documentation/variables-section.js')} */
  const { withVariables } = await built('config/documentation/variables-section');
  const deployment = await readDeployment();
  const problems = problemsOf(deployment);
  if (problems.length > 0) throw new GenerateError(problems);
  return withVariables(read(DOCUMENT), tablesOf(deployment));
}

/** @returns {Promise<Deployment>} */
async function readDeployment() {
  /** @type {typeof import('../src/config/environment.schema.js')} */
  const { environmentSchema } = await built('config/environment.schema');
  /** @type {typeof import('../src/config/migration.schema.js')} */
  const { migrationSchema } = await built('config/migration.schema');
  /** @type {typeof import('../src/config/documentation/rows-of-schema.js')} */
  const { rowsOfSchema } = await built('config/documentation/rows-of-schema');
  /** @type {typeof import('../src/config/documentation/compose-variables.js')} */
  const { composeVariables } = await built('config/documentation/compose-variables');
  /** @type {typeof import('../src/config/documentation/described-variables.js')} */
  const { readDescribedVariables } = await built('config/documentation/described-variables');
  /** @type {typeof import('../src/config/documentation/image-variables.js')} */
  const { imageVariables } = await built('config/documentation/image-variables');
  /** @type {typeof import('../src/config/documentation/names-read.js')} */
  const { namesRead } = await built('config/documentation/names-read');
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
  /** @type {typeof import('../node_modules/typescript/lib/typescript.js')} */
  const typescript = createRequire(join(backend, 'package.json'))('typescript');
  const { outputText } = typescript.transpileModule(textOf('frontend/src/config/variables.ts'), {
    compilerOptions: { module: typescript.ModuleKind.ESNext, target: typescript.ScriptTarget.ES2022 },
  });
  /** @type {typeof import('../../frontend/src/config/variables.js')} */
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
