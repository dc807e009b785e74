/** @typedef {import('./stack.mjs').Service} Service */
/** @typedef {import('./stack.mjs').Environment} Environment */
/**
 * What a container may be, and no more.
 *
 * @typedef {object} Expectation
 * @property {string} user UID:GID
 * @property {boolean} isRootReadOnly
 * @property {readonly string[]} writable folders in which its account may make files, with all below them
 * @property {readonly string[]} secrets names in /run/secrets
 * @property {readonly string[]} folders of the host that it sees, read-only, from the root of the repository
 * @property {readonly string[]} volumes where it keeps data
 * @property {boolean} isOneShot
 */

const SHARED_MEMORY = '/dev/shm';

/** @type {Record<Service, Expectation>} */
const SHIPPED = {
  postgres: {
    user: '70:70',
    isRootReadOnly: true,
    writable: ['/tmp', '/run/postgresql', '/var/lib/postgresql', SHARED_MEMORY],
    secrets: ['app_password', 'postgres_password'],
    folders: ['deploy/postgres'],
    volumes: ['/var/lib/postgresql'],
    isOneShot: false,
  },
  migrate: {
    user: '1001:1001',
    isRootReadOnly: true,
    writable: ['/tmp', SHARED_MEMORY],
    secrets: ['database_owner_url'],
    folders: [],
    volumes: [],
    isOneShot: true,
  },
  backend: {
    user: '1001:1001',
    isRootReadOnly: true,
    writable: ['/tmp', SHARED_MEMORY],
    secrets: ['database_url', 'secret_key'],
    folders: [],
    volumes: [],
    isOneShot: false,
  },
  frontend: {
    user: '1001:1001',
    isRootReadOnly: true,
    writable: ['/tmp', '/app/frontend/.next/cache', SHARED_MEMORY],
    secrets: [],
    folders: [],
    volumes: [],
    isOneShot: false,
  },
  gateway: {
    user: '101:101',
    isRootReadOnly: true,
    writable: ['/tmp', SHARED_MEMORY],
    secrets: [],
    folders: ['gateway'],
    volumes: [],
    isOneShot: false,
  },
};

/**
 * @param {Environment} environment
 * @param {Service} service
 * @returns {Expectation}
 */
export function expectationOf(environment, service) {
  const shipped = SHIPPED[service];
  if (environment === 'dev') throw new Error('What runs from source is held to other rules.');
  if (environment === 'prod' && service === 'gateway') {
    return { ...shipped, secrets: ['tls_certificate', 'tls_key'] };
  }
  return shipped;
}
