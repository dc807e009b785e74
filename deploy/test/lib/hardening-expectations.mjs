/** @typedef {import('./stack.mjs').Service} Service */
/** @typedef {import('./stack.mjs').Environment} Environment */
/**
 * What a container may be, and no more.
 *
 * @typedef {object} Expectation
 * @property {string} user UID:GID
 * @property {readonly string[]} writable folders in which its account may make files, with all below them
 * @property {readonly string[]} secrets names in /run/secrets
 * @property {readonly string[]} folders of the host that it sees, read-only, from the root of the repository
 * @property {readonly string[]} volumes where it keeps data
 * @property {boolean} isOneShot
 * @property {boolean} [isAlwaysOn] whether it is started again without a limit, also after the machine was
 */

const SHARED_MEMORY = '/dev/shm';

/** @type {Record<Service, Expectation>} */
const SHIPPED = {
  postgres: {
    user: '70:70',
    writable: ['/tmp', '/run/postgresql', '/var/lib/postgresql', SHARED_MEMORY],
    secrets: ['app_password', 'postgres_password'],
    folders: ['deploy/postgres'],
    volumes: ['/var/lib/postgresql'],
    isOneShot: false,
  },
  migrate: {
    user: '1001:1001',
    writable: ['/tmp', SHARED_MEMORY],
    secrets: ['database_owner_url'],
    folders: [],
    volumes: [],
    isOneShot: true,
  },
  backend: {
    user: '1001:1001',
    writable: ['/tmp', SHARED_MEMORY],
    secrets: ['database_url', 'secret_key'],
    folders: [],
    volumes: [],
    isOneShot: false,
  },
  frontend: {
    user: '1001:1001',
    writable: ['/tmp', '/app/frontend/.next/cache', SHARED_MEMORY],
    secrets: [],
    folders: [],
    volumes: [],
    isOneShot: false,
  },
  gateway: {
    user: '101:101',
    writable: ['/tmp', SHARED_MEMORY],
    secrets: [],
    folders: ['gateway'],
    volumes: [],
    isOneShot: false,
  },
};

/**
 * From source: folders of it, read-only, where what is made of it goes, and passwords that everybody knows.
 *
 * @type {Record<Service, Partial<Expectation>>}
 */
const FROM_SOURCE = {
  postgres: { secrets: [] },
  migrate: { secrets: [], folders: ['backend/prisma/migrations'] },
  backend: {
    secrets: [],
    folders: ['backend/src', 'deploy/development', 'security-config.yml'],
    writable: ['/tmp', '/build/watched', SHARED_MEMORY],
  },
  frontend: {
    folders: ['frontend/src'],
    // The first is that of the image as it ships.
    writable: ['/app/frontend/.next/cache', '/build/frontend/.next', '/tmp', SHARED_MEMORY],
  },
  gateway: {},
};

/** @type {Record<Environment, Partial<Record<Service, Partial<Expectation>>>>} */
const OWN = {
  dev: FROM_SOURCE,
  stage: {},
  prod: {
    postgres: { isAlwaysOn: true },
    backend: { isAlwaysOn: true },
    frontend: { isAlwaysOn: true },
    gateway: { isAlwaysOn: true, secrets: ['tls_certificate', 'tls_key'] },
  },
};

/**
 * @param {Environment} environment
 * @param {Service} service
 * @returns {Expectation}
 */
export function expectationOf(environment, service) {
  return { ...SHIPPED[service], ...OWN[environment][service] };
}
