import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const cruiser = join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

/** What `npm test -- lint` holds imports to, on a small tree in which some point the wrong way. */
describe('the directions of imports', () => {
  let tree: string;
  let violations: string[];

  /** A file each, with what it imports. */
  const TREE: Readonly<Record<string, readonly string[]>> = {
    // As it should be.
    'backend/src/core/model/severity.ts': ['node:crypto'],
    'backend/src/core/gate/evaluate.ts': ['../model/severity.js'],
    'backend/src/modules/access/permissions.ts': [],
    'backend/src/modules/access/access.guard.ts': ['./permissions.js', '../../config/settings.js'],
    'backend/src/modules/reports/reports.service.ts': ['../access/access.guard.js', '../../core/gate/evaluate.js'],
    'backend/src/modules/identity/people/people.ts': ['../credentials/passwords.js'],
    'backend/src/modules/identity/credentials/passwords.ts': ['../../access/permissions.js'],
    'backend/src/config/settings.ts': ['../modules/access/permissions.js'],
    'backend/src/cli/plimsoll.ts': ['../modules/reports/reports.service.js'],
    'frontend/src/lib/number.ts': [],
    'frontend/src/components/ui/table.tsx': ['../../lib/number'],
    'frontend/src/features/fleet/fleet.tsx': ['../../components/ui/table'],
    'frontend/src/app/page.tsx': ['../features/fleet/fleet'],
    // As it must not be.
    'backend/src/core/gate/reads-file.ts': ['node:fs'],
    'backend/src/core/gate/knows-framework.ts': ['@nestjs/common'],
    'backend/src/core/gate/knows-module.ts': ['../../modules/access/permissions.js'],
    'backend/src/core/model/looks-up.ts': ['../gate/evaluate.js'],
    'backend/src/core/extra/new-room.ts': ['../model/severity.js'],
    'backend/src/common/knows-module.ts': ['../modules/reports/reports.service.js'],
    'backend/src/modules/reports/knows-command.ts': ['../../cli/plimsoll.js'],
    'backend/src/modules/access/looks-up.ts': ['../reports/reports.service.js'],
    'backend/src/modules/identity/credentials/looks-up.ts': ['../people/people.js'],
    'backend/src/modules/extra/new-module.ts': ['../access/permissions.js'],
    'backend/src/modules/policy/one.ts': ['./other.js'],
    'backend/src/modules/policy/other.ts': ['./one.js'],
    'frontend/src/lib/looks-up.ts': ['../components/ui/table'],
    'frontend/src/components/ui/looks-up.tsx': ['../../features/fleet/fleet'],
    'frontend/src/features/fleet/looks-up.tsx': ['../../app/page'],
  };

  beforeAll(async () => {
    tree = await mkdtemp(join(tmpdir(), 'plimsoll-imports-'));
    for (const [path, imported] of Object.entries(TREE)) {
      const lines = imported.map((name, index) => `import * as i${index} from '${name}';\nexport { i${index} };\n`);
      await mkdir(dirname(join(tree, path)), { recursive: true });
      await writeFile(join(tree, path), `${lines.join('')}export const here = '${path}';\n`);
    }
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        cruiser,
        '--config',
        join(root, '.dependency-cruiser.mjs'),
        '--output-type',
        'json',
        'backend/src',
        'frontend/src',
      ],
      { cwd: tree, maxBuffer: 64 * 1024 * 1024 },
    );
    const { summary } = JSON.parse(stdout) as { summary: { violations: Violation[] } };
    // A circle is reported once, from one of its files.
    violations = summary.violations.map(({ from, rule }) => `${from}: ${rule.name}`).sort();
  });

  afterAll(() => rm(tree, { recursive: true }));

  it('are broken by each planted import, and by no other', () => {
    expect(violations).toEqual([
      'backend/src/common/knows-module.ts: below-the-modules',
      'backend/src/core/extra/new-room.ts: core-have-an-order',
      'backend/src/core/gate/knows-framework.ts: core-knows-only-itself',
      'backend/src/core/gate/knows-module.ts: core-knows-only-itself',
      'backend/src/core/gate/reads-file.ts: core-knows-only-itself',
      'backend/src/core/model/looks-up.ts: core-downwards',
      'backend/src/modules/access/looks-up.ts: modules-downwards',
      'backend/src/modules/extra/new-module.ts: modules-have-an-order',
      'backend/src/modules/identity/credentials/looks-up.ts: modules-downwards',
      'backend/src/modules/policy/one.ts: no-circles',
      'backend/src/modules/reports/knows-command.ts: above-the-modules',
      'frontend/src/components/ui/looks-up.tsx: frontend-downwards',
      'frontend/src/features/fleet/looks-up.tsx: frontend-downwards',
      'frontend/src/lib/looks-up.ts: frontend-downwards',
    ]);
  });
});
