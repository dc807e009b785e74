import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { failureLines } from '../../scripts/lib/durations.mjs';
import { baseOfChange } from './lib/base-of-change.mjs';
import { outcomeOf, outputOf } from './lib/command.mjs';
import { isOfRun, projectName, RUN_VARIABLE, runOfSuite } from './lib/project.mjs';
import { tallyOf } from './lib/suite-results.mjs';
import { isDueTo, isOfFullRun, laneOf, suiteNames } from './lib/suites.mjs';
import { requireTools } from './lib/tools.mjs';

/** What decides which suites run, and what is read from them. */
describe('the runner of these suites', () => {
  /** @type {string} */
  let folder;
  before(async () => {
    await requireTools(['git']);
    folder = await mkdtemp(join(tmpdir(), 'plimsoll-runner-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  /** @param {string} source */
  async function reportOf(source) {
    const [file, report] = [join(folder, 'sample.mjs'), join(folder, 'events')];
    await writeFile(file, source);
    const reporter = new URL('lib/event-reporter.mjs', import.meta.url).href;
    await outcomeOf(process.execPath, [`--test-reporter=${reporter}`, `--test-reporter-destination=${report}`, file]);
    return readFile(report, 'utf8');
  }

  it('counts tests and not what holds them, and knows how long each took', async () => {
    const report = await reportOf(`
      import { before, describe, it } from 'node:test';
      const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
      describe('a stack', () => {
        before(() => wait(300));
        it('comes up', () => {});
        describe('under traffic', () => {
          it('answers', () => wait(200));
          it('breaks', () => { throw new Error('it did'); });
          it.skip('is left out', () => {});
          it.todo('is to come');
        });
      });
      it('stands alone', () => {});
    `);
    const { durations = [], ...counted } = tallyOf('sample', report);
    assert.deepEqual(counted, { passed: 3, failed: 1, skipped: 2 });
    const seconds = new Map(durations.map((each) => [each.title, each.seconds]));
    const titles = ['comes up', 'under traffic › answers', 'under traffic › breaks', 'before and after'];
    for (const title of titles) assert.ok(seconds.has(`a stack › ${title}`), [...seconds.keys()].join('\n'));
    assert.ok(seconds.has('stands alone'));
    assert.ok(Number(seconds.get('a stack › under traffic › answers')) >= 0.19);
    assert.ok(Number(seconds.get('a stack › before and after')) >= 0.29);
    assert.ok(Number(seconds.get('a stack › under traffic › before and after')) < 0.15);
    assert.deepEqual(failureLines(durations), [
      'failed: containers, deploy/test/sample.test.mjs: a stack › under traffic › breaks',
    ]);
    assert.equal(durations[0]?.file, 'deploy/test/sample.test.mjs');
    const torn = tallyOf('sample', report.slice(0, report.indexOf('\n') + 5));
    assert.deepEqual([torn.passed, torn.failed], [1, 0], 'of a suite that was killed');
  });

  it('counts what could not be run because what comes before it failed', async () => {
    const report = await reportOf(`
      import { before, describe, it } from 'node:test';
      describe('a stack', () => {
        before(() => { throw new Error('it does not come up'); });
        it('answers', () => {});
        it('answers again', () => {});
      });
    `);
    assert.deepEqual([tallyOf('sample', report).passed, tallyOf('sample', report).failed], [0, 2]);
  });

  it('runs a suite of the full run for a change of what it is about, and where nobody knows what has changed', async () => {
    const left = (await suiteNames()).filter(isOfFullRun);
    assert.ok(left.length > 3 && left.every((name) => !isDueTo(name, ['backend/src/main.ts', 'docs/testing.md'])));
    for (const file of [
      'Dockerfile.backend',
      'pnpm-lock.yaml',
      'deploy/image/collect-node.sh',
      'frontend/package.json',
    ]) {
      assert.deepEqual(
        left.filter((name) => isDueTo(name, ['README.md', file])),
        ['image-builds.full'],
        file,
      );
    }
    assert.deepEqual(
      left.filter((name) => isDueTo(name, undefined)),
      ['image-builds.full'],
    );
  });

  it('has what brings up stacks in one lane, and what only works with tools in the other', async () => {
    const names = await suiteNames();
    const stacks = names.filter((name) => laneOf(name) === 'stacks');
    for (const name of names) {
      const text = await readFile(new URL(`${name}.test.mjs`, import.meta.url), 'utf8');
      const isOnNetworks = /from '.*\/(environment-suite|stack|images-container|hardening-soft-container)\.mjs'/.test(
        text,
      );
      if (isOnNetworks) assert.ok(stacks.includes(name), `${name} makes networks`);
    }
    assert.ok(names.length - stacks.length > 5);
  });

  it('takes nothing from a suite that runs beside another', () => {
    const kept = process.env[RUN_VARIABLE];
    process.env[RUN_VARIABLE] = runOfSuite('scan-container');
    const project = projectName('outside');
    if (kept === undefined) delete process.env[RUN_VARIABLE];
    else process.env[RUN_VARIABLE] = kept;
    assert.match(project, /^plimsoll-test-\d+-[a-z0-9_]+-outside$/);
    assert.equal(isOfRun(project, runOfSuite('scan-container')), true);
    assert.equal(isOfRun(project, runOfSuite('scan')), false);
  });

  describe('what a change is compared with', () => {
    /** @type {string} */
    let repository;
    before(async () => {
      repository = join(folder, 'repository');
      await outputOf('git', ['init', '--quiet', '--initial-branch=main', repository]);
      await commit('one');
      await commit('two');
    });

    /** @param {readonly string[]} args */
    const git = (...args) =>
      outputOf('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', ...args], { cwd: repository });

    /** @param {string} message */
    const commit = (message) => git('commit', '--quiet', '--allow-empty', '--message', message);

    /** @param {string} [told] */
    async function base(told = '') {
      return git('show', '--no-patch', '--format=%s', `${await baseOfChange(repository, told)}`);
    }

    it('on main is the commit before', async () => {
      assert.equal(await base(), 'one\n');
    });

    it('on a branch is where it left main', async () => {
      await git('switch', '--quiet', '--create', 'branch');
      await commit('three');
      await commit('four');
      assert.equal(await base(), 'two\n');
    });

    it('is what it is told, and unknown where that is not there or there is one commit alone', async () => {
      assert.equal(await base('HEAD~1'), 'three\n');
      assert.equal(await baseOfChange(repository, '0'.repeat(40)), undefined);
      const shallow = join(folder, 'shallow');
      await outputOf('git', ['clone', '--quiet', '--depth', '1', '--branch', 'main', `file://${repository}`, shallow]);
      assert.equal(await baseOfChange(shallow, ''), undefined);
      assert.equal(await baseOfChange(folder, ''), undefined);
    });
  });
});
