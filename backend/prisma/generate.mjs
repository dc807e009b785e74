// Generates the Prisma client into src/generated/prisma when the schema has changed.
//
// `prisma generate` refuses to run without a schema engine, though it never calls it, and would
// download one. Naming any executable as the engine keeps it offline; this Node is one that exists
// on every platform.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const backend = fileURLToPath(new URL('..', import.meta.url));
const output = join(backend, 'src', 'generated', 'prisma');
const stamp = join(output, '.stamp');
const prismaPackage = createRequire(import.meta.url).resolve('prisma/package.json');

const fingerprint = createHash('sha256')
  .update(readFileSync(join(backend, 'prisma', 'schema.prisma')))
  .update(readFileSync(prismaPackage))
  .digest('hex');

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== fingerprint) {
  const cli = join(dirname(prismaPackage), JSON.parse(readFileSync(prismaPackage, 'utf8')).bin.prisma);
  const { status } = spawnSync(process.execPath, [cli, 'generate', '--no-hints'], {
    cwd: backend,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' },
  });
  if (status !== 0) process.exit(status ?? 1);
  writeFileSync(stamp, fingerprint);
}
