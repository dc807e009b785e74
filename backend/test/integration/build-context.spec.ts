import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import dockerignore from '@balena/dockerignore';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** What must never be sent to a builder, wherever it lies: a context may be sent to another machine, and is cached. */
const PLANTED = [
  '.env',
  '.env.example',
  '.git/config',
  '.data/postgres/PG_VERSION',
  '.ci/run',
  'secrets/prod/secret_key',
  'id_rsa',
  'node_modules/left-pad/index.js',
  'reports/trivy.json',
  'trivy-report.json',
  'sbom.cdx.json',
  'backup.dump',
  'backend/.env',
  'backend/bundle/main.js',
  'backend/dist/main.js',
  'backend/node_modules/pg/package.json',
  'backend/test/fixtures/reports/trivy.json',
  'backend/coverage/lcov.info',
  'backend/src/.env.local',
  'backend/src/secrets/database_url',
  'backend/src/core/node_modules/x/index.js',
  'backend/src/core/gate/evaluate.spec.ts',
  'backend/src/core/trivy-report.json',
  'backend/src/generated/prisma/client.ts',
  'backend/prisma/dump.sarif',
  'backend/prisma/.data/PG_VERSION',
  'backend/bin/tls.key',
  'deploy/image/.env',
  'deploy/image/server.pem',
  'deploy/test/images.test.mjs',
  'docs/security.md',
  'frontend/.next/BUILD_ID',
  'frontend/e2e/console.spec.ts',
  'frontend/node_modules/next/package.json',
  'frontend/playwright-report/index.html',
  'frontend/src/.git/HEAD',
  'frontend/src/lib/format.spec.tsx',
  'frontend/src/npm-debug.log',
  'frontend/test-results/trace.zip',
];

const NOT_ENTERED = new Set(['node_modules', '.git', '.data', '.next', 'dist']);

describe('.dockerignore', () => {
  const ignore = dockerignore.default({ ignorecase: false }).add(readFileSync(join(root, '.dockerignore'), 'utf8'));
  const context = filesBelow(root).filter((path) => !ignore.ignores(path));
  const copied = ['Dockerfile.backend', 'Dockerfile.frontend'].flatMap(copiedBy);

  it.each(PLANTED)('keeps %s out of a build', (path) => {
    expect(ignore.ignores(path)).toBe(true);
  });

  it('lets in whatever a Dockerfile copies', () => {
    const missing = copied.filter((source) => !context.some((path) => isIn(source, path)));

    expect(copied.length).toBeGreaterThan(20);
    expect(missing).toEqual([]);
  });

  it('lets in nothing that no Dockerfile copies', () => {
    expect(context.filter((path) => !copied.some((source) => isIn(source, path)))).toEqual([]);
  });

  it('begins with keeping everything out', () => {
    expect(ignore.ignores('a-file-that-nobody-has-thought-of')).toBe(true);
    expect(ignore.ignores('a-folder/of-such-files')).toBe(true);
  });
});

/** Sources of COPY in the context, not in another stage. */
function copiedBy(dockerfile: string): string[] {
  const lines = readFileSync(join(root, dockerfile), 'utf8').split('\n');
  const copies = lines.filter((line) => /^(COPY|ADD) (?!--from)/.test(line));
  return copies.flatMap((line) => line.trim().split(/\s+/).slice(1, -1));
}

function isIn(source: string, path: string): boolean {
  return path === source || path.startsWith(`${source}/`);
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return NOT_ENTERED.has(entry.name) ? [] : filesBelow(path);
    return [relative(root, path)];
  });
}
