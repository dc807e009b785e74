import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { root } from '../../scripts/lib/paths.mjs';
import { outcomeOf, outputOf } from './lib/command.mjs';
import { requireTools } from './lib/tools.mjs';

/** @typedef {{ RuleID: string, File: string, StartLine: number, Commit: string }} Leak */

/** Looks like a secret, and is the same each time. */
const PLANTED = createHash('sha256').update('planted').digest('base64');
const HEX = createHash('sha256').update('planted').digest('hex').toUpperCase();
const GOLDEN = 'backend/test/fixtures/scanner-goldens/trivy-golden/spring4shell-jre8.json.golden';

describe('secrets in the history', () => {
  /** @type {string} */
  let folder;

  before(async () => {
    await requireTools(['gitleaks', 'git']);
    folder = await mkdtemp(join(tmpdir(), 'plimsoll-history-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  /**
   * @param {string} repository
   * @returns {Promise<Leak[]>}
   */
  async function leaksIn(repository) {
    const report = join(folder, 'leaks.json');
    const options = ['--config', join(root, '.gitleaks.toml'), '--no-banner', '--redact', '--report-path', report];
    // 1 is what it ends with where it has found something.
    const { code, stderr } = await outcomeOf('gitleaks', ['git', ...options, '--report-format', 'json', repository]);
    assert.ok(code === 0 || code === 1, stderr);
    return JSON.parse(await readFile(report, 'utf8'));
  }

  it('no commit holds one', async () => {
    const leaks = await leaksIn(root);
    assert.deepEqual(
      leaks.map(({ RuleID, File, StartLine, Commit }) => `${RuleID} in ${File}:${StartLine} (${Commit.slice(0, 8)})`),
      [],
    );
  });

  it('what is allowed is allowed there alone: another one in the same places is found', async () => {
    const repository = join(folder, 'repository');
    /** @type {Record<string, string>} */
    const files = {
      'backend/src/config/deployed-values.spec.ts': `const PASSWORD = '${PLANTED}';\n`,
      'docker-compose.override.yml': `      SECRET_KEY: ${PLANTED}\n`,
      [GOLDEN]: `"GPG_KEYS=${HEX}"\n`,
      'scripts/deploy.sh': `export AWS_SECRET_KEY=${PLANTED}\n`,
    };
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(repository, path)), { recursive: true });
      await writeFile(join(repository, path), text);
    }
    const author = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org'];
    await outputOf('git', ['init', '--quiet', repository]);
    await outputOf('git', ['-C', repository, 'add', '--all']);
    await outputOf('git', ['-C', repository, ...author, 'commit', '--quiet', '--message', 'planted']);
    const leaks = await leaksIn(repository);
    assert.deepEqual([...new Set(leaks.map(({ File }) => File))].toSorted(), Object.keys(files).toSorted());
  });
});
