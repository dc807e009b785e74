import assert from 'node:assert/strict';
import { chmod, cp, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { outcomeOf, outputOf } from './lib/command.mjs';
import { record } from './lib/record.mjs';
import { linesOf, POLICY, replayingScanner, SCRIPT } from './lib/scan-tools.mjs';
import { buildImage, installPackages, makeFolder, removeFolder, removeImages, script } from './lib/shipping-tools.mjs';
import { requireTools } from './lib/tools.mjs';

/** Old enough to have known vulnerabilities that newer releases fix. */
const OLD_PACKAGES = { lodash: '4.17.10', minimist: '1.2.0', qs: '6.0.0' };

/** These have no known vulnerability, and both bring in minimist 0.0.8. */
const PARENTS = { mkdirp: '0.5.1', optimist: '0.6.1' };

const STRICT_POLICY = `${POLICY.trimEnd()}
    image: { root: deny }
`;

/** Made for this test; it opens nothing. The parts are put together here, so that no scanner finds it in this file. */
const PLANTED_KEY = ['AKIA', 'Q3XV7JZ2MNP4LTRW'].join('');

describe('security-scan.sh', () => {
  /** @type {string} */
  let folder;
  const name = `plimsoll-test-scan-${process.pid}`;
  const tags = ['vulnerable', 'upgraded', 'parents', 'pasted', 'secret', 'root'].map((tag) => `${name}:${tag}`);

  before(async () => {
    await requireTools(['trivy', 'npm']);
    folder = await makeFolder();
    await writeFile(join(folder, 'security-config.yml'), POLICY);
    await writeFile(join(folder, 'strict.yml'), STRICT_POLICY);
    await sample('vulnerable', OLD_PACKAGES);
  });
  after(async () => {
    await removeImages(tags);
    await removeFolder(folder);
  });

  /**
   * @param {string} tag
   * @param {Record<string, string>} packages
   * @param {Record<string, unknown>} [pasted] into package.json
   */
  async function sample(tag, packages, pasted) {
    const context = join(folder, `image ${tag}`);
    await mkdir(context);
    await installPackages(context, packages, pasted);
    await buildImage(
      `${name}:${tag}`,
      context,
      'COPY node_modules /app/node_modules\nUSER 1001:1001\nCMD ["/bin/true"]',
    );
  }

  /**
   * @param {readonly string[]} args
   * @param {NodeJS.ProcessEnv} [env]
   */
  function scan(args, env) {
    return script('security-scan.sh', ['--offline', ...args], { cwd: folder, ...(env === undefined ? {} : { env }) });
  }

  it('refuses a vulnerable image, names the fewest upgrades, and lets it ship once exactly those are made', async (t) => {
    const begin = Date.now();
    const bad = await scan(['--json', `${name}:vulnerable`]);
    t.diagnostic(`one scan took ${Date.now() - begin} ms`);
    assert.equal(bad.code, 1, bad.stderr);
    const [line] = linesOf(bad.stdout);
    const [verdict] = /** @type {import('./lib/scan-tools.mjs').Line} */ (line).verdicts;
    assert.equal(verdict.outcome, 'fail');
    assert.deepEqual(verdict.reasons.map(({ rule }) => rule).toSorted(), [
      'vulnerabilities.critical',
      'vulnerabilities.high',
    ]);
    assert.ok(verdict.findings.length > 3);
    assert.ok(verdict.findings.every(({ origin }) => origin === 'own layer'));
    const named = Object.fromEntries(
      verdict.upgrades.flatMap(({ components, to }) => components.map((it) => [it, to])),
    );
    assert.deepEqual(Object.keys(named).toSorted(), Object.keys(OLD_PACKAGES).toSorted());
    assert.equal(verdict.outcomeAfter, 'pass');
    const block = verdict.lines.find(({ where }) => where === 'package.json (npm)');
    assert.deepEqual(JSON.parse(block?.text ?? '{}'), { overrides: named });

    await sample('upgraded', named);
    const good = await scan(['--json', `${name}:upgraded`]);
    assert.equal(good.code, 0, good.stdout + good.stderr);
  });

  it('prints lines which, pasted as they are into package.json, have the rebuilt image pass', async () => {
    await sample('parents', PARENTS);
    const bad = await scan(['--json', `${name}:parents`]);
    assert.equal(bad.code, 1, bad.stdout + bad.stderr);
    const [verdict] = /** @type {import('./lib/scan-tools.mjs').Line} */ (linesOf(bad.stdout)[0]).verdicts;
    assert.equal(verdict.outcomeAfter, 'pass');
    const block = verdict.lines.find(({ where }) => where === 'package.json (npm)');
    const pasted = JSON.parse(block?.text ?? '{}');
    assert.deepEqual(Object.keys(pasted.overrides), ['minimist']);

    await sample('pasted', PARENTS, pasted);
    const good = await scan(['--json', `${name}:pasted`]);
    assert.equal(good.code, 0, good.stdout + good.stderr);
  });

  it('gives a planted secret, a root user and a bad compose file each its own reason', async () => {
    const secret = join(folder, 'image secret');
    await mkdir(secret);
    await writeFile(join(secret, 'settings.ini'), `aws_access_key_id = ${PLANTED_KEY}\n`);
    await buildImage(`${name}:secret`, secret, 'COPY settings.ini /app/settings.ini\nUSER 1001:1001');
    const root = join(folder, 'image root');
    await mkdir(root);
    await writeFile(join(root, 'hello'), 'hello\n');
    await buildImage(`${name}:root`, root, 'COPY hello /hello');
    const tree = join(folder, 'a source tree');
    await mkdir(tree);
    await writeFile(join(tree, 'docker-compose.yml'), 'services:\n  api:\n    image: api\n    privileged: true\n');
    const args = ['--json', '--policy', 'strict.yml', `${name}:secret`, `${name}:root`, '--path', 'a source tree'];
    const { code, stdout, stderr } = await scan(args);
    assert.equal(code, 1, stderr);
    const reasons = linesOf(stdout).map(({ subject, verdicts: [{ reasons: all, findings }] }) => ({
      subject,
      rules: all.map(({ rule }) => rule).filter((rule) => rule !== 'image.root' || subject !== 'a source tree'),
      places: findings.map(({ place }) => place),
    }));
    assert.deepEqual(reasons, [
      { subject: `${name}:secret`, rules: ['secrets.critical'], places: ['/app/settings.ini:1'] },
      { subject: `${name}:root`, rules: ['misconfigurations.high', 'image.root'], places: [null] },
      { subject: 'a source tree', rules: ['misconfigurations.high'], places: ['docker-compose.yml:4'] },
    ]);
    assert.ok(!stdout.includes(PLANTED_KEY) && !stderr.includes(PLANTED_KEY));
  });

  it('files JSON, SARIF, both SBOMs and a summary, and points latest at them', async () => {
    const latest = join(folder, 'reports', name, 'latest');
    const files = (await readdir(latest)).toSorted();
    for (const file of [
      'report.sarif',
      'sbom.cdx.json',
      'sbom.spdx.json',
      'summary.md',
      'trivy.json',
      'verdicts.jsonl',
    ]) {
      assert.ok(files.includes(file), `${file} is missing: ${files.join(', ')}`);
    }
    const sbom = JSON.parse(await readFile(join(latest, 'sbom.cdx.json'), 'utf8'));
    assert.equal(sbom.bomFormat, 'CycloneDX');
    assert.ok((await readdir(join(folder, 'reports'))).every((entry) => !entry.startsWith('.')));
  });

  it('reads an archive whose path has spaces', async () => {
    await outputOf('docker', ['save', '--output', join(folder, 'an image.tar'), `${name}:vulnerable`]);
    const { code, stdout, stderr } = await scan(['--json', 'an image.tar']);
    assert.equal(code, 1, stderr);
    assert.equal(linesOf(stdout)[0]?.image, 'an-image');
  });

  it('knows nothing without a database, and nothing with a stale one', async () => {
    const none = join(folder, 'no cache');
    const without = await scan([`${name}:vulnerable`], { TRIVY_CACHE_DIR: none });
    assert.equal(without.code, 3);
    assert.match(without.stderr, /unknown: there is no vulnerability database/);

    const stale = join(folder, 'stale cache');
    await mkdir(join(stale, 'db'), { recursive: true });
    const present = join(process.env['TRIVY_CACHE_DIR'] ?? join(homedir(), '.cache', 'trivy'), 'db');
    await cp(join(present, 'trivy.db'), join(stale, 'db', 'trivy.db'));
    const old = '2026-01-01T00:00:00Z';
    await writeFile(
      join(stale, 'db', 'metadata.json'),
      JSON.stringify({ Version: 2, NextUpdate: old, UpdatedAt: old, DownloadedAt: old }),
    );
    const { code, stdout } = await scan(['--json', `${name}:upgraded`], { TRIVY_CACHE_DIR: stale });
    assert.equal(code, 3, stdout);
    assert.deepEqual(
      linesOf(stdout)[0]?.verdicts[0].reasons.map(({ rule }) => rule),
      ['evidence.databaseAge'],
    );
  });

  it('says that an image cannot be read, and keeps what was there before', async () => {
    const before = await stat(join(folder, 'reports', name, 'latest'));
    const { code, stderr } = await scan([`${name}:nowhere`]);
    assert.equal(code, 4);
    assert.match(stderr, /cannot be read: no engine on this machine has it/);
    assert.equal((await stat(join(folder, 'reports', name, 'latest'))).ino, before.ino);
  });

  it('refuses wrong arguments before it starts anything', async () => {
    for (const args of [
      [],
      ['--frob'],
      ['--path'],
      ['--path', 'nowhere'],
      ['--environment', 'moon', 'x'],
      ['--policy', 'no.yml', 'x'],
    ]) {
      const { code, stdout, stderr } = await scan(args);
      assert.ok(code === (args[1] === 'nowhere' ? 4 : 2), `${args.join(' ')}: ${code}\n${stderr}`);
      assert.equal(stdout, '');
    }
    assert.equal((await scan(['--help'])).code, 0);
  });

  it("speaks the newest Trivy's dialect to a Trivy whose help has it", async () => {
    const bin = join(folder, 'newest');
    await mkdir(bin);
    const real = (await outputOf('sh', ['-c', 'command -v trivy'])).trim();
    await symlink(real, join(bin, 'old-trivy'));
    // Knows today's words alone, and has the scanner at hand do the work.
    await writeFile(
      join(bin, 'trivy'),
      `#!/usr/bin/env bash
set -euo pipefail
if [[ $* == *--help* ]]; then
  old-trivy "$@" | sed 's/vuln,config,secret/vuln,misconfig,secret/; s/(config,secret)/(misconfig,secret)/; s/--skip-policy-update/--skip-check-update/'
  printf '      --skip-version-check   no notice\\n      --disable-telemetry    none\\n'
  exit
fi
args=()
for each; do
  case $each in
    --skip-policy-update | *,config,* | config,*) echo "unknown: $each" >&2; exit 1 ;;
    --skip-check-update) args+=(--skip-policy-update) ;;
    --skip-version-check | --disable-telemetry) ;;
    *) args+=("\${each//misconfig/config}") ;;
  esac
done
exec old-trivy "\${args[@]}"
`,
    );
    await chmod(join(bin, 'trivy'), 0o755);
    const env = {
      PATH: `${bin}:${process.env['PATH']}`,
      XDG_CACHE_HOME: join(folder, 'help cache'),
      TRIVY_CACHE_DIR: join(homedir(), '.cache', 'trivy'),
    };
    const { code, stdout, stderr } = await scan(['--json', '--path', 'a source tree'], env);
    assert.equal(code, 1, stderr);
    assert.deepEqual(
      linesOf(stdout)[0]?.verdicts[0].reasons.map(({ rule }) => rule),
      ['misconfigurations.high'],
    );
  });

  it('adds little to what the scanner itself takes', async (t) => {
    const report = join(folder, 'reports', name, 'latest', 'trivy.json');
    // What the scanner wrote before, without its time: what is left is what the script adds.
    const bin = await replayingScanner(join(folder, 'at once'), 'trivy', report);
    const env = { ...process.env, PATH: `${bin}:${process.env['PATH']}`, XDG_CACHE_HOME: join(folder, 'help cache') };
    const added = await processorTime(['bash', SCRIPT, '--quiet', `${name}:upgraded`], folder, env);
    // Processor time, for others may use the machine; and beside that of a program which does nothing, for then it is
    // slower as well.
    const nothing = await processorTime(['node', '-e', ''], folder, env);
    t.diagnostic(`${added.toFixed(2)} s of processor time, node itself ${nothing.toFixed(2)} s`);
    record({
      table: 'figure',
      suite: 'scan',
      what: 'added to the scanner, processor time',
      value: `${added.toFixed(2)} s`,
    });
    assert.ok(added > 0 && added < 30 * nothing, `${added} s, and ${nothing} s`);
  });
});

/**
 * @param {readonly string[]} command
 * @param {string} cwd
 * @param {NodeJS.ProcessEnv} env
 */
async function processorTime(command, cwd, env) {
  const timed = 'TIMEFORMAT="%U %S"; time "$@" >/dev/null 2>&1';
  const { stderr } = await outcomeOf('bash', ['-c', timed, 'bash', ...command], { cwd, env });
  return stderr
    .trim()
    .split(' ')
    .reduce((sum, each) => sum + Number(each), 0);
}
