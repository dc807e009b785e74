import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, describe, it } from 'node:test';
import { root } from '../../scripts/lib/paths.mjs';
import { Container, PrivateNetwork } from './lib/images-container.mjs';

const ALPINE = process.env['ALPINE_IMAGE'] ?? 'alpine:3.24';
const POSTGRES = process.env['POSTGRES_IMAGE'] ?? 'postgres:18-alpine3.24';
const SCRIPT = '/wait-for-it.sh';
const MOUNTED = ['--volume', `${join(root, 'scripts', 'wait-for-it.sh')}:${SCRIPT}:ro`];

/** What PostgreSQL sends to whoever comes while it starts: an error with the code 57P03. */
const STARTING_UP = 'E\\000\\000\\000\\055SFATAL\\000C57P03\\000Mthe database is starting up\\000\\000';

describe('wait-for-it.sh under busybox', () => {
  /** @type {PrivateNetwork} */
  let network;
  /** @type {Container} */
  let postgres;
  /** Where the script runs: beside a web server, and a port that answers as a starting PostgreSQL. */
  /** @type {Container} */
  let alpine;
  before(async () => {
    network = await PrivateNetwork.make('wait');
    const account = ['--env', 'POSTGRES_PASSWORD=only-for-this-test'];
    const data = ['--tmpfs', '/var/lib/postgresql'];
    const alias = ['--network', network.name, '--network-alias'];
    postgres = await Container.start([...alias, 'postgres', ...account, ...data], POSTGRES);
    const servers = `mkdir /www && : >/www/page && httpd -p 8080 -h /www
      while :; do printf '${STARTING_UP}' | nc -l -p 6543 >/dev/null; done`;
    alpine = await Container.start([...alias, 'alpine', '--init', ...MOUNTED], ALPINE, ['sh', '-c', servers]);
    await alpine.exec('sh', '-c', 'until [ -e /www/page ]; do sleep 0.1; done');
  });
  after(async () => {
    await alpine?.remove();
    await postgres?.remove();
    await network?.remove();
  });

  const wait = (/** @type {string[]} */ ...args) => alpine.exec(SCRIPT, ...args);

  it('waits for a port and then runs the command', async () => {
    const { code, stdout, stderr } = await wait('-t', '10', 'alpine:8080', '--', 'echo', 'two words', '$HOME');
    assert.equal(code, 0, stderr);
    assert.equal(stdout, 'two words $HOME\n');
    assert.match(stderr, /^wait-for-it\.sh: alpine:8080 answers after \d+ s\n$/);
  });

  it('waits for a URL that answers with success', async () => {
    assert.equal((await wait('-t', '10', 'http://127.0.0.1:8080/page')).code, 0);
    assert.equal((await wait('-t', '1', 'http://127.0.0.1:8080/no-such-page')).code, 124);
  });

  it('waits until PostgreSQL takes sign-ins, without an account of it', async () => {
    const url = 'postgresql://nobody:not-told@postgres/plimsoll?sslmode=disable';
    const { code, stdout, stderr } = await wait('-t', '30', url, '--', 'echo', 'started');
    assert.equal(code, 0, stderr);
    assert.equal(stdout, 'started\n');
    assert.ok(!stderr.includes('not-told'), stderr);
    // It is a server of its own kind that answered, not any port.
    assert.equal((await wait('-t', '1', 'postgres://127.0.0.1:8080/plimsoll')).code, 124);
  });

  it('goes on waiting while PostgreSQL is starting, though its port is open', async () => {
    assert.equal((await wait('-t', '5', '127.0.0.1:6543')).code, 0);
    assert.equal((await wait('-t', '2', 'postgres://127.0.0.1:6543/plimsoll')).code, 124);
  });

  it('goes on once a port that was closed opens', async () => {
    const waiting = wait('-t', '20', '127.0.0.1:7000', '--', 'echo', 'opened');
    await sleep(1500);
    await alpine.exec('sh', '-c', 'nc -l -p 7000 </dev/null >/dev/null &');
    const { code, stdout } = await waiting;
    assert.equal(code, 0);
    assert.equal(stdout, 'opened\n');
  });

  it('gives up in time, with 124', async () => {
    const begin = Date.now();
    const { code, stderr } = await wait('--timeout', '2', '127.0.0.1:1');
    assert.equal(code, 124);
    assert.match(stderr, /127\.0\.0\.1:1 did not answer within 2 s/);
    const seconds = (Date.now() - begin) / 1000;
    assert.ok(seconds >= 2 && seconds < 8, `${seconds} s`);
  });

  it('runs the command all the same, or with --strict does not', async () => {
    const loose = await wait('-t', '1', '127.0.0.1:1', '--', 'echo', 'started');
    assert.deepEqual([loose.code, loose.stdout], [0, 'started\n']);
    const strict = await wait('-t', '1', '--strict', '127.0.0.1:1', '--', 'echo', 'started');
    assert.deepEqual([strict.code, strict.stdout], [124, '']);
    assert.match(strict.stderr, /so echo is not started/);
  });

  it('says nothing with --quiet', async () => {
    const answers = [
      await wait('-q', '-t', '1', '127.0.0.1:1'),
      await wait('--quiet', '-t', '1', '-s', 'http://127.0.0.1:1/', '--', 'echo', 'started'),
      await wait('-q', 'alpine:8080'),
    ];
    assert.deepEqual(
      answers.map(({ stdout, stderr }) => stdout + stderr),
      ['', '', ''],
    );
  });

  for (const args of [
    [],
    ['--', 'echo'],
    ['alpine'],
    ['alpine:http'],
    ['alpine:0'],
    ['alpine:65536'],
    [':80'],
    ['[::1]:99999'],
    ['alpine:80', 'postgres:5432'],
    ['-t', 'soon', 'alpine:80'],
    ['--timeout=', 'alpine:80'],
    ['alpine:80', '-t'],
    ['--no-such-option', 'alpine:80'],
    ['ftp://alpine/'],
  ]) {
    it(`refuses "${args.join(' ')}" with 2`, async () => {
      const { code, stdout, stderr } = await wait(...args);
      assert.deepEqual([code, stdout], [2, ''], stderr);
      assert.match(stderr, /^wait-for-it\.sh: .+\nSee wait-for-it\.sh --help\.\n$/);
    });
  }

  it('explains itself', async () => {
    const { code, stdout, stderr } = await wait('--help');
    assert.deepEqual([code, stderr], [0, '']);
    for (const word of ['--timeout', '--interval', '--quiet', '--strict', '124'])
      assert.ok(stdout.includes(word), word);
  });

  it("ends with the command's exit code", async () => {
    assert.equal((await wait('-q', 'alpine:8080', '--', 'sh', '-c', 'exit 7')).code, 7);
  });

  it('is replaced by the command, which gets the signals', async () => {
    const command = 'echo "process $$"; trap "exit 9" TERM; while :; do sleep 0.1; done';
    const options = ['--network', network.name, ...MOUNTED];
    const program = [SCRIPT, '-q', 'alpine:8080', '--', 'sh', '-c', command];
    const container = await Container.start(options, ALPINE, program);
    try {
      while (!(await container.logs()).includes('process')) await sleep(100);
      assert.equal(await container.logs(), 'process 1\n');
      await container.signal('TERM');
      assert.equal(await container.exitCode(), 9);
    } finally {
      await container.remove();
    }
  });

  it('ends its waiting on SIGTERM at once, also as the first process of a container', async () => {
    const program = [SCRIPT, '-t', '0', '-i', '30', '127.0.0.1:1', '--', 'echo', 'started'];
    const container = await Container.start(['--network', 'none', ...MOUNTED], ALPINE, program);
    try {
      await sleep(1500);
      const begin = Date.now();
      await container.signal('TERM');
      assert.equal(await container.exitCode(), 143);
      assert.ok(Date.now() - begin < 5000);
    } finally {
      await container.remove();
    }
  });
});
