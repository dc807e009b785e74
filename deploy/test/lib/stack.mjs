import { chmod, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root as repository } from '../../../scripts/lib/paths.mjs';
import { ask } from './ask.mjs';
import { outcomeOf, outputOf } from './command.mjs';
import { freePort } from '../../../testkit/free-port.mjs';
import { leftovers, projectName, sweep } from './project.mjs';
import { record } from './record.mjs';
import { Timeline } from './timeline.mjs';

/** @typedef {import('./ask.mjs').Answer} Answer */
/** @typedef {import('./ask.mjs').Question} Question */
/** @typedef {import('./command.mjs').Outcome} Outcome */
/** @typedef {'dev' | 'stage' | 'prod'} Environment */
/**
 * @typedef {object} StackOptions
 * @property {boolean} [strict] with docker-compose.security.yml on top
 * @property {string} [name] tells two stacks of one environment apart
 * @property {string} [root] the tree whose compose files are used
 * @property {Stack} [secretKeyOf] another stack whose secret_key this one gets, as after a move to a new machine
 * @property {Record<string, string>} [variables] of the compose files, beside those that every stack gets
 */
/**
 * What is used of `docker inspect`.
 *
 * @typedef {object} Inspection
 * @property {string} Id
 * @property {number} RestartCount
 * @property {{ Status: string, Running: boolean, Pid: number, ExitCode: number, OOMKilled: boolean, StartedAt: string, FinishedAt: string, Health?: { Status: string, Log?: { ExitCode: number, Output: string }[] } }} State
 * @property {Record<string, any>} HostConfig
 * @property {Record<string, any>} Config
 * @property {Record<string, any>} NetworkSettings
 * @property {{ Type: string, Name?: string, Source: string, Destination: string, RW: boolean }[]} Mounts
 */

/** What the services are, in the order in which they start. */
export const SERVICES = /** @type {const} */ (['postgres', 'migrate', 'backend', 'frontend', 'gateway']);
/** Those that go on running. */
export const LASTING_SERVICES = /** @type {const} */ (['postgres', 'backend', 'frontend', 'gateway']);
/** @typedef {(typeof SERVICES)[number]} Service */

/** Permissions of API tokens, by what they are for. */
export const TOKEN_ROLES = /** @type {const} */ ({
  pipeline: 'report:write,gate:read,artifact:read',
  metrics: 'metrics:read',
});

/** Nothing else of the caller's environment reaches Docker Compose: a WEB_PORT of one's own is not for the tests. */
const PASSED_ON = /^(PATH|HOME|USER|TMPDIR|LANG|LC_.*|DOCKER_.*|XDG_.*|(NODE|ALPINE|POSTGRES|NGINX)_IMAGE)$/;

/** @type {Record<string, number>} */
const MEBIBYTES = { KiB: 1 / 1024, MiB: 1, GiB: 1024 };

const HEALTHY_MS = 180_000;
const POLL_MS = 200;

/** A whole Plimsoll in containers: with a project name, ports, secrets and data of its own. */
export class Stack {
  /**
   * Brings an environment up from nothing and waits until all of it is healthy. On failure the logs are shown and
   * nothing stays.
   *
   * @param {Environment} environment
   * @param {StackOptions} [options]
   */
  static async start(environment, options = {}) {
    const stack = await Stack.prepare(environment, options);
    try {
      await stack.up();
    } catch (error) {
      await stack.down().catch((problem) => process.stderr.write(`${problem}\n`));
      throw error;
    }
    return stack;
  }

  /**
   * Everything that a stack needs, without starting it.
   *
   * @param {Environment} environment
   * @param {StackOptions} [options]
   */
  static async prepare(environment, options = {}) {
    const directory = await mkdtemp(join(tmpdir(), 'plimsoll-test-'));
    const [webPort, otherPort] = [await freePort(), await freePort()];
    const stack = new Stack(environment, directory, [webPort, otherPort], options);
    if (environment !== 'dev') await stack.#makeSecrets(options.secretKeyOf);
    return stack;
  }

  /** Where people and pipelines reach it: the gateway. */
  url;
  /** Where plain http is answered, in prod only to say that it is not. */
  plainUrl;
  project;
  /** Empty in dev, which needs none. */
  secrets;
  /** For what a test keeps meanwhile; goes with the stack. */
  directory;
  isStrict;
  /** The tree whose compose files are used. */
  root;
  /** Seconds from `up` to healthy (migrate: to its end), by service. */
  /** @type {Map<string, number>} */
  timings = new Map();
  #variables;
  #timeline;

  /**
   * @param {Environment} environment
   * @param {string} directory
   * @param {[number, number]} ports
   * @param {StackOptions} options
   */
  constructor(
    environment,
    directory,
    [webPort, otherPort],
    { strict = false, name, root = repository, variables = {} },
  ) {
    this.environment = environment;
    this.directory = directory;
    this.isStrict = strict;
    this.root = root;
    this.project = projectName(name ?? (strict ? `${environment}-strict` : environment));
    this.secrets = join(directory, 'secrets');
    this.url = `${environment === 'prod' ? 'https' : 'http'}://localhost:${webPort}`;
    this.plainUrl = environment === 'prod' ? `http://localhost:${otherPort}` : this.url;
    const ports = {
      dev: { WEB_PORT: `${webPort}`, API_PORT: `${otherPort}` },
      stage: { GATEWAY_PORT: `${webPort}` },
      prod: { HTTPS_PORT: `${webPort}`, HTTP_PORT: `${otherPort}` },
    }[environment];
    const own = Object.entries(process.env).filter(([key]) => PASSED_ON.test(key));
    /** @type {NodeJS.ProcessEnv} */
    this.#variables = {
      ...Object.fromEntries(own),
      ...ports,
      PUBLIC_URL: this.url,
      PLIMSOLL_SECRETS: this.secrets,
      COMPOSE_PROJECT_NAME: this.project,
      // A .env at the root is for `npm start`.
      COMPOSE_DISABLE_ENV_FILE: '1',
      COMPOSE_MENU: '0',
      ...variables,
    };
    this.#timeline = new Timeline(this.project, this.#variables);
  }

  /** The name in tables: prod, or prod --strict. */
  get label() {
    return this.isStrict ? `${this.environment} --strict` : this.environment;
  }

  /** The certificate that its gateway shows, in PEM; undefined where there is none. */
  async certificate() {
    return this.environment === 'prod' ? readFile(join(this.secrets, 'tls_certificate'), 'utf8') : undefined;
  }

  /**
   * Starts what does not run and waits until all of it is healthy.
   *
   * @param {readonly string[]} args further ones of `docker compose up`
   */
  async up(...args) {
    const begin = Date.now();
    const wait = ['--wait', '--wait-timeout', `${HEALTHY_MS / 1000}`];
    const { code, stdout, stderr } = await this.compose('up', '--detach', '--quiet-pull', ...wait, ...args);
    if (code !== 0) {
      const logs = await this.compose('logs', '--no-color', '--tail', '40');
      const checks = await this.#failedChecks();
      throw new Error(`${this.label} did not come up (${code}):\n${stdout}${stderr}\n${logs.stdout}\n${checks}`);
    }
    // What Docker tells of arrives a moment after it happened.
    await sleep(POLL_MS);
    for (const service of SERVICES) {
      const action = service === 'migrate' ? 'die' : 'health_status: healthy';
      const at = this.#timeline.firstAfter(service, action, begin);
      if (at !== undefined) this.timings.set(service, Math.round((at - begin) / 10) / 100);
    }
    this.timings.set('all', Math.round((Date.now() - begin) / 10) / 100);
  }

  /** Keeps the start-up times for the tables at the end of the run. */
  recordTimings() {
    for (const [service, seconds] of this.timings) {
      const target = this.environment === 'prod' && service === 'all' ? { target: 30 } : {};
      record({ table: 'start', stack: this.label, service, seconds, ...target });
    }
  }

  /** When something happened to a service first since an instant, by Docker's word: "start", "die", "health_status: healthy". */
  firstAfter(/** @type {Service} */ service, /** @type {string} */ action, since = 0) {
    return this.#timeline.firstAfter(service, action, since);
  }

  /**
   * All that happened to a service since an instant, of one kind.
   *
   * @param {Service} service
   * @param {string} action
   * @param {number} since
   */
  happenings(service, action, since) {
    return this.#timeline.happenings.filter((it) => it.service === service && it.action === action && it.at >= since);
  }

  /**
   * `docker compose` with the files of this environment.
   *
   * @param {readonly string[]} args
   */
  compose(...args) {
    return this.composeWith({}, ...args);
  }

  /**
   * The same with other variables.
   *
   * @param {NodeJS.ProcessEnv} variables
   * @param {readonly string[]} args
   */
  composeWith(variables, ...args) {
    const overlay = this.environment === 'dev' ? 'override' : this.environment;
    const names = ['docker-compose.yml', `docker-compose.${overlay}.yml`];
    if (this.isStrict) names.push('docker-compose.security.yml');
    const files = names.flatMap((name) => ['--file', join(this.root, name)]);
    const place = ['--project-directory', this.root, '--project-name', this.project];
    const env = { ...this.#variables, ...variables };
    return outcomeOf('docker', ['compose', ...place, ...files, ...args], { cwd: this.root, env });
  }

  /**
   * `scripts/compose.sh` for this environment, as an operator runs it.
   *
   * @param {readonly string[]} args
   */
  script(...args) {
    const options = { cwd: this.root, env: this.#variables };
    const strict = this.isStrict ? ['--strict'] : [];
    return outcomeOf(join(this.root, 'scripts', 'compose.sh'), [this.environment, ...strict, ...args], options);
  }

  /**
   * The id of a service's container.
   *
   * @param {Service} service
   */
  async container(service) {
    const labels = [`project=${this.project}`, `service=${service}`, 'oneoff=False'];
    const filters = labels.flatMap((label) => ['--filter', `label=com.docker.compose.${label}`]);
    const [id = ''] = (
      await outputOf('docker', ['container', 'ls', '--all', '--quiet', '--no-trunc', ...filters])
    ).split('\n');
    if (id === '') throw new Error(`${this.project} has no container for ${service}`);
    return id;
  }

  /**
   * @param {Service} service
   * @returns {Promise<Inspection>}
   */
  async inspect(service) {
    const [inspection] = JSON.parse(await outputOf('docker', ['container', 'inspect', await this.container(service)]));
    return inspection;
  }

  /**
   * Runs a command in a service's container; an exit code is an answer.
   *
   * @param {Service} service
   * @param {readonly string[]} command
   * @param {{ input?: string | Buffer, user?: string }} [options]
   * @returns {Promise<Outcome>}
   */
  async exec(service, command, { input, user } = {}) {
    const as = user === undefined ? [] : ['--user', user];
    const args = ['exec', '--interactive', ...as, await this.container(service), ...command];
    return outcomeOf('docker', args, input === undefined ? {} : { input });
  }

  /**
   * Rows of a query as its owner asks it, columns separated by tabs.
   *
   * @param {string} sql
   */
  async query(sql) {
    const quietly = ['--no-psqlrc', '--quiet', '--tuples-only', '--no-align', '--field-separator=\t'];
    const command = ['psql', '--username=plimsoll', '--dbname=plimsoll', '--set=ON_ERROR_STOP=1', ...quietly];
    const { code, stdout, stderr } = await this.exec('postgres', command, { input: sql });
    if (code !== 0) throw new Error(`${sql}\n${stderr}`);
    return stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.split('\t'));
  }

  /**
   * Sends a signal and returns at once.
   *
   * @param {Service} service
   * @param {string} [signal]
   */
  async kill(service, signal = 'SIGKILL') {
    await outputOf('docker', ['kill', '--signal', signal, await this.container(service)]);
  }

  /** @param {Service} service */
  async restart(service) {
    await this.#must('restart', '--no-deps', service);
  }

  /** @param {Service} service */
  async stop(service) {
    await this.#must('stop', service);
  }

  /** @param {Service} service */
  async start(service) {
    await outputOf('docker', ['start', await this.container(service)]);
  }

  /**
   * What a service has written, standard output and error.
   *
   * @param {Service} service
   */
  async logs(service) {
    const { stdout, stderr } = await outcomeOf('docker', ['logs', await this.container(service)]);
    return stdout + stderr;
  }

  /**
   * Waits until a service is healthy.
   *
   * @param {Service} service
   */
  async untilHealthy(service, timeoutMs = HEALTHY_MS) {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const { State } = await this.inspect(service);
      if (State.Running && State.Health?.Status === 'healthy') return;
      if (Date.now() > deadline) {
        throw new Error(`${service} is ${State.Status}, ${State.Health?.Status} after ${timeoutMs} ms`);
      }
      await sleep(POLL_MS);
    }
  }

  /**
   * An API token as an operator makes one.
   *
   * @param {keyof typeof TOKEN_ROLES} [role]
   */
  async token(role = 'pipeline') {
    const options = ['--name', `container tests: ${role}`, '--permissions', TOKEN_ROLES[role], '--expires', '1d'];
    const stdout = await this.#must('exec', '-T', 'backend', 'plimsoll', 'token', 'create', ...options);
    return stdout.trim();
  }

  /**
   * Asks through the gateway.
   *
   * @param {string} path
   * @param {Question & { token?: string }} [question]
   * @returns {Promise<Answer>}
   */
  async ask(path, { token, headers = {}, ...question } = {}) {
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const ca = await this.certificate();
    return ask(new URL(path, this.url).href, { ca, headers: { ...authorization, ...headers }, ...question });
  }

  /**
   * Mebibytes that each service uses, and may use.
   *
   * @returns {Promise<{ service: Service, mebibytes: number, limit: number }[]>}
   */
  async memory() {
    const ids = await Promise.all(LASTING_SERVICES.map((service) => this.container(service)));
    const lines = await outputOf('docker', [
      'stats',
      '--no-stream',
      '--no-trunc',
      '--format',
      '{{.ID}} {{.MemUsage}}',
      ...ids,
    ]);
    return LASTING_SERVICES.map((service, index) => {
      const line = lines.split('\n').find((it) => it.startsWith(ids[index] ?? '-')) ?? '';
      const [used = Number.NaN, limit = Number.NaN] = [...line.matchAll(/ ([\d.]+)(KiB|MiB|GiB)/g)].map(
        ([, number, unit]) => Number(number) * (MEBIBYTES[unit ?? ''] ?? Number.NaN),
      );
      return { service, mebibytes: Math.round(used * 10) / 10, limit };
    });
  }

  /**
   * Keeps what each service uses now for the tables at the end of the run.
   *
   * @param {string} state such as "idle"
   */
  async recordMemory(state) {
    const rows = await this.memory();
    for (const row of rows) record({ table: 'memory', stack: this.label, state, ...row });
    return rows;
  }

  /** Stops everything and takes it away: containers, networks, data, secrets. Throws where something stayed. */
  async down() {
    try {
      const { code, stderr } = await this.compose('down', '--volumes', '--remove-orphans', '--timeout', '20');
      const left = await leftovers((project) => project === this.project);
      if (code !== 0 || left.length > 0) {
        await sweep((project) => project === this.project);
        throw new Error(`${this.project} did not go (${code}): ${JSON.stringify(left)}\n${stderr}`);
      }
    } finally {
      await this.#timeline.close();
      await rm(this.directory, { recursive: true, force: true });
    }
  }

  /** What the health checks said last, where it was nothing good. */
  async #failedChecks() {
    const said = [];
    for (const service of LASTING_SERVICES) {
      const { State } = await this.inspect(service);
      const last = State.Health?.Log?.at(-1);
      if (last !== undefined && last.ExitCode !== 0)
        said.push(`check of ${service} (${last.ExitCode}): ${last.Output}`);
    }
    return said.join('\n');
  }

  /** @param {readonly string[]} args */
  async #must(...args) {
    const { code, stdout, stderr } = await this.compose(...args);
    if (code !== 0) throw new Error(`docker compose ${args.join(' ')} ended with ${code}:\n${stdout}${stderr}`);
    return stdout;
  }

  /** @param {Stack | undefined} other */
  async #makeSecrets(other) {
    await mkdir(this.secrets, { mode: 0o700 });
    await chmod(this.secrets, 0o700);
    if (other !== undefined) {
      // With its owner: it is readable by the account in the container alone.
      await outputOf('cp', ['-p', join(other.secrets, 'secret_key'), this.secrets]);
    }
    const host = this.environment === 'prod' ? ['--host', 'localhost'] : [];
    const args = [this.environment, ...host, '--directory', this.secrets];
    await outputOf(join(this.root, 'scripts', 'gen-secrets.sh'), args, { env: this.#variables });
  }
}
