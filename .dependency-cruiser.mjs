import { fileURLToPath } from 'node:url';

// Which way imports may point, which `npm test -- lint` checks (docs/architecture.md shows the same). Lists begin with what
// knows nothing of the others: each imports only from those before it.

const CORE = [
  'model',
  'versions',
  'advisories',
  'reports',
  'words',
  'findings',
  'upgrades',
  'columns',
  'signatures',
  'evidence-archive',
  'vex',
  'gate',
  'path',
  'compare',
  'flip',
  'policy',
  'trust',
];

const MODULES = [
  'access',
  'audit',
  'metrics',
  'jobs',
  'projects',
  'changes',
  'policy',
  'catalogue',
  'archive',
  'scans',
  'postings',
  'approved-waivers',
  'vex-documents',
  'first-seen',
  'gate',
  'simulation',
  'artifacts',
  'base-images',
  'findings',
  'evidence',
  'reports',
  'recalls',
  'waivers',
  'vex',
  'deployments',
  'images',
  'components',
  'answers',
  'exposure',
  'project-administration',
  'evidence-export',
  'identity/issuers',
  'identity/credentials',
  'identity/sign-in',
  'identity/people',
  'identity/own-account',
  'identity/machines',
  'retention',
  'cleanup',
  'store-check',
  'health',
  'openapi',
];

const FRONTEND = ['config', 'lib', 'components', 'features', 'app'];

/** Neither input nor output, nor the clock: what hashes, encodes, and gives other requests a turn. */
const BUILT_IN_OF_CORE = '^(node:)?(buffer|crypto|timers/promises|util)$';

/** Pure, and read no file. */
const PACKAGES_OF_CORE =
  'node_modules/(@renovatebot/pep440|@sigstore/(bundle|protobuf-specs|verify)|ae-cvss-calculator|ajv|ajv-formats|packageurl-js|saxes|(@types/)?semver|(@types/)?spdx-expression-parse|yaml)/';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'Files that import each other are one file. Move what both need to a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'core-knows-only-itself',
      comment: 'The core is pure: no other room of the backend, no input or output, no framework.',
      severity: 'error',
      from: { path: '^backend/src/core/' },
      to: { pathNot: ['^backend/src/core/', BUILT_IN_OF_CORE, PACKAGES_OF_CORE] },
    },
    {
      name: 'below-the-modules',
      comment:
        'What modules stand on knows none of them. The table of permissions names roles, which settings do as well.',
      severity: 'error',
      from: { path: '^backend/src/(common|config|database)/' },
      to: { path: '^backend/src/(modules|cli|launcher)/', pathNot: '^backend/src/modules/access/permissions\\.ts$' },
    },
    {
      name: 'above-the-modules',
      comment: 'The command line and the launcher use the modules, and never the other way round.',
      severity: 'error',
      from: { path: '^backend/src/modules/' },
      to: { path: '^backend/src/(cli|launcher|[^/]+\\.ts$)' },
    },
    ...downwards('core', 'backend/src/core', CORE),
    ...downwards('modules', 'backend/src/modules', MODULES),
    ...downwards('frontend', 'frontend/src', FRONTEND),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/generated/|\\.(spec|test)\\.tsx?$|/schema\\.d\\.ts$' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: fileURLToPath(new URL('frontend/tsconfig.imports.json', import.meta.url)) },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};

/**
 * @param {string} name
 * @param {string} folder
 * @param {readonly string[]} rooms lowest first
 * @returns {import('dependency-cruiser').IForbiddenRuleType[]}
 */
function downwards(name, folder, rooms) {
  const any = (/** @type {readonly string[]} */ list) => `^${folder}/(${list.join('|')})/`;
  return [
    {
      name: `${name}-have-an-order`,
      comment: 'A new room takes its place in the order, in .dependency-cruiser.mjs.',
      severity: 'error',
      from: { path: `^${folder}/[^/]+/`, pathNot: any(rooms) },
      to: {},
    },
    ...rooms.slice(0, -1).map((room, place) => ({
      name: `${name}-downwards`,
      comment: 'Each imports only from those that stand before it in the order.',
      severity: /** @type {const} */ ('error'),
      from: { path: any([room]) },
      to: { path: any(rooms.slice(place + 1)) },
    })),
  ];
}
