import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { root } from '../../scripts/lib/paths.mjs';
import { outcomeOf, outputOf } from './lib/command.mjs';

/** @typedef {'dev' | 'stage' | 'prod'} Environment */
/** @typedef {{ type: string, source: string, target: string, read_only?: boolean }} Mount */
/**
 * What is used of `docker compose config --format json`.
 *
 * @typedef {object} Project
 * @property {string} name
 * @property {Record<string, Record<string, any>>} services
 * @property {Record<string, { name: string, labels?: Record<string, string> }>} volumes
 * @property {Record<string, { name: string, internal?: boolean, labels?: Record<string, string>, driver_opts?: Record<string, string> }>} networks
 * @property {Record<string, { file: string }>} [secrets]
 */

const ENVIRONMENTS = /** @type {const} */ (['dev', 'stage', 'prod']);
const LASTING = ['postgres', 'backend', 'frontend', 'gateway'];
const LOOPBACK = '127.0.0.1';

/** Whoever runs these tests may have set what the compose files read. */
const bare = Object.fromEntries(Object.entries(process.env).filter(([name]) => /^(PATH|HOME|DOCKER_.*)$/.test(name)));

/** @type {string} */
let directory;

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'plimsoll-compose-'));
});

after(() => rm(directory, { recursive: true, force: true }));

/**
 * @param {Environment} environment
 * @param {boolean} isStrict
 * @param {NodeJS.ProcessEnv} [variables]
 * @returns {Promise<Project>}
 */
async function merged(environment, isStrict, variables = {}) {
  const overlay = environment === 'dev' ? 'override' : environment;
  const names = ['', `.${overlay}`, ...(isStrict ? ['.security'] : [])];
  const files = names.flatMap((name) => ['--file', `docker-compose${name}.yml`]);
  const env = { ...bare, COMPOSE_DISABLE_ENV_FILE: '1', ...variables };
  return JSON.parse(await outputOf('docker', ['compose', ...files, 'config', '--format', 'json'], { cwd: root, env }));
}

for (const environment of ENVIRONMENTS) {
  for (const isStrict of [false, true]) {
    describe(`${environment}${isStrict ? ' --strict' : ''}`, () => {
      /** @type {Project} */
      let project;
      /** @type {[string, Record<string, any>][]} */
      let services;

      before(async () => {
        project = await merged(environment, isStrict);
        services = Object.entries(project.services);
      });

      it('has the five services and a name of its own', () => {
        assert.deepEqual(Object.keys(project.services).sort(), ['migrate', ...LASTING].sort());
        assert.equal(project.name, `plimsoll-${environment}`);
      });

      it('holds every service to the same rules', () => {
        for (const [name, service] of services) {
          assert.equal(service.read_only, true, `${name} can write its root`);
          assert.equal(service.init, true, `${name} has no init`);
          assert.match(service.user, /^[1-9]\d*:[1-9]\d*$/, `${name} has no account`);
          assert.deepEqual(service.cap_drop, ['ALL'], name);
          assert.equal(service.cap_add, undefined, name);
          assert.notEqual(service.privileged, true, name);
          assert.ok(service.tmpfs.length > 0, `${name} has nowhere to write`);
          for (const mount of service.tmpfs) assert.match(mount, /size=\d+[mg]/, `${name}: ${mount} has no limit`);
        }
      });

      it('lets no service gain privileges, and filters system calls where it is strict', () => {
        const expected = ['no-new-privileges:true', ...(isStrict ? ['seccomp=./deploy/seccomp.json'] : [])];
        for (const [name, service] of services) assert.deepEqual(service.security_opt, expected, name);
      });

      it('limits what every service may use', () => {
        for (const [name, service] of services) {
          assert.ok(Number(service.mem_limit) <= 3 * 2 ** 30, `${name}: memory`);
          assert.equal(service.memswap_limit, service.mem_limit, `${name} may swap`);
          assert.ok(service.cpus > 0 && service.cpus <= 2, `${name}: processors`);
          assert.ok(service.pids_limit > 0 && service.pids_limit <= 200, `${name}: processes`);
          assert.ok(service.ulimits.nofile.hard <= 8192, `${name}: open files`);
          // JSON leaves out what is 0.
          const core = { soft: 0, hard: 0, ...service.ulimits.core };
          assert.ok('core' in service.ulimits && core.soft + core.hard === 0, `${name} may leave its memory behind`);
          assert.equal(service.logging.driver, 'json-file', name);
          assert.ok(service.logging.options['max-size'] && service.logging.options['max-file'], `${name}: log`);
        }
      });

      it('restarts what fails, in prod what is to last also after the machine was restarted, and knows whether it is healthy', () => {
        for (const [name, service] of services) {
          const isAlwaysOn = environment === 'prod' && LASTING.includes(name);
          assert.match(service.restart, isAlwaysOn ? /^unless-stopped$/ : /^on-failure:[1-9]\d*$/, name);
          if (LASTING.includes(name)) assert.ok(service.healthcheck.test.length > 1, name);
        }
        assert.equal(project.services['migrate']?.['healthcheck'].disable, true);
      });

      it('starts each service when those are ready that it needs', () => {
        /** @param {string} name */
        const needs = (name) =>
          Object.entries(project.services[name]?.['depends_on'] ?? {}).map(([other, { condition }]) => [
            other,
            condition,
          ]);
        assert.deepEqual(needs('postgres'), []);
        assert.deepEqual(needs('migrate'), [['postgres', 'service_healthy']]);
        assert.deepEqual(needs('backend'), [['migrate', 'service_completed_successfully']]);
        assert.deepEqual(needs('frontend'), [['backend', 'service_healthy']]);
        assert.deepEqual(needs('gateway'), [['frontend', 'service_healthy']]);
      });

      it('publishes ports of the gateway alone, beyond this machine in production only', () => {
        const publishing = services.filter(([, service]) => service['ports'] !== undefined).map(([name]) => name);
        assert.deepEqual(publishing.sort(), environment === 'dev' ? ['backend', 'gateway'] : ['gateway']);
        const addresses = services.flatMap(([, service]) =>
          (service['ports'] ?? []).map((/** @type {{ host_ip: string }} */ port) => port.host_ip),
        );
        if (environment === 'prod') assert.deepEqual([...new Set(addresses)], ['0.0.0.0']);
        else assert.deepEqual([...new Set(addresses)], [LOOPBACK]);
      });

      it('puts nobody beside the database but who asks it, and gives nobody a way out who needs none', () => {
        /** @param {string} network */
        const members = (network) =>
          services
            .filter(([, service]) => network in service['networks'])
            .map(([name]) => name)
            .sort();
        assert.deepEqual(members('database'), ['backend', 'migrate', 'postgres']);
        assert.deepEqual(members('api'), ['backend', 'frontend', 'gateway']);
        assert.deepEqual(members('egress'), ['backend']);
        assert.deepEqual(members('outside'), environment === 'dev' ? ['backend', 'gateway'] : ['gateway']);
        assert.deepEqual(Object.keys(project.networks).sort(), ['api', 'database', 'egress', 'outside']);
        const { database, api, egress, outside } = project.networks;
        assert.equal(database?.internal, true);
        assert.equal(api?.internal, true);
        assert.equal(egress?.internal ?? false, isStrict);
        assert.equal(outside?.driver_opts?.['com.docker.network.bridge.enable_ip_masquerade'], 'false');
      });

      it('labels all that it has with its environment, and keeps its data apart', () => {
        const labelled = [
          ...Object.values(project.services),
          ...Object.values(project.volumes),
          ...Object.values(project.networks),
        ];
        for (const { labels } of labelled) assert.equal(labels?.['plimsoll.environment'], environment);
        // Also where two environments are given one project name by mistake.
        assert.deepEqual(Object.keys(project.volumes), [`postgres-${environment}`]);
      });

      it('mounts nothing of this machine that can be written', () => {
        for (const [name, service] of services) {
          for (const mount of /** @type {Mount[]} */ (service['volumes'] ?? [])) {
            if (mount.type === 'bind') assert.equal(mount.read_only, true, `${name} writes ${mount.source}`);
          }
        }
      });

      it('trusts the proxies on networks of its own, and shows metrics to nobody without a token', () => {
        assert.equal(project.services['backend']?.['environment'].TRUSTED_PROXIES, 'attached');
        assert.equal(project.services['frontend']?.['environment'].TRUSTED_PROXIES, 'attached');
        assert.equal(project.services['backend']?.['environment'].METRICS_NETWORKS, '');
      });

      if (environment !== 'dev') {
        it('has nothing of development', () => {
          assert.doesNotMatch(JSON.stringify(project), /development|plimsoll-(back|front)end:dev|ZGV2ZWxvcG1lbnQ/);
          const sources = services.flatMap(([, service]) =>
            /** @type {Mount[]} */ (service['volumes'] ?? [])
              .filter(({ type }) => type === 'bind')
              .map(({ source }) => source.slice(root.length + 1)),
          );
          assert.deepEqual(sources.sort(), ['deploy/postgres', 'gateway']);
        });

        it('takes secrets from files, each for the services that need it', () => {
          /** @param {string} name */
          const of = (name) =>
            (project.services[name]?.['secrets'] ?? []).map((/** @type {{ source: string }} */ it) => it.source).sort();
          assert.deepEqual(of('postgres'), ['app_password', 'postgres_password']);
          assert.deepEqual(of('migrate'), ['database_owner_url']);
          assert.deepEqual(of('backend'), ['database_url', 'secret_key']);
          assert.deepEqual(of('frontend'), []);
          assert.deepEqual(of('gateway'), environment === 'prod' ? ['tls_certificate', 'tls_key'] : []);
          for (const [name, { file }] of Object.entries(project.secrets ?? {})) {
            assert.equal(file, join(root, 'secrets', environment, name));
          }
          for (const [name, service] of services) {
            for (const [variable, value] of Object.entries(service['environment'] ?? {})) {
              const isSecret = /PASSWORD|SECRET|KEY|DATABASE_URL/.test(variable);
              if (isSecret) assert.match(String(value), /^\/run\/secrets\//, `${name}: ${variable}`);
            }
          }
        });

        it('tells the API where it is, and keeps the setup link out of the log', () => {
          const { environment: backend } = project.services['backend'] ?? { environment: {} };
          assert.equal(backend.PLIMSOLL_ENVIRONMENT, environment);
          assert.equal(project.services['migrate']?.['environment'].PLIMSOLL_ENVIRONMENT, environment);
          assert.equal(backend.SETUP_LINK, 'none');
        });
      }
    });
  }
}

describe('the compose files', () => {
  it('cannot be used without an environment', async () => {
    const args = ['compose', '--file', 'docker-compose.yml', 'config', '--quiet'];
    const { code, stderr } = await outcomeOf('docker', args, { cwd: root, env: bare });
    assert.notEqual(code, 0);
    assert.match(stderr, /undefined network outside/);
  });

  it('take up development for a plain `docker compose`, and no other environment', async () => {
    const env = { ...bare, COMPOSE_DISABLE_ENV_FILE: '1' };
    const project = JSON.parse(await outputOf('docker', ['compose', 'config', '--format', 'json'], { cwd: root, env }));
    assert.equal(project.name, 'plimsoll-dev');
  });

  it('take another folder of secrets, other ports and another public address', async () => {
    const secrets = join(directory, 'other secrets');
    const variables = {
      PLIMSOLL_SECRETS: secrets,
      HTTPS_PORT: '18443',
      HTTP_PORT: '18080',
      LISTEN_ADDRESS: '192.0.2.10',
    };
    const project = await merged('prod', true, variables);
    for (const [name, { file }] of Object.entries(project.secrets ?? {})) assert.equal(file, join(secrets, name));
    const ports = project.services['gateway']?.['ports'].map(
      (/** @type {{ host_ip: string, published: string, target: number }} */ it) =>
        `${it.host_ip}:${it.published}:${it.target}`,
    );
    assert.deepEqual(ports, ['192.0.2.10:18080:8080', '192.0.2.10:18443:8443']);
    assert.equal(project.services['backend']?.['environment'].PUBLIC_URL, 'https://localhost:18443');
    const named = await merged('prod', false, { PUBLIC_URL: 'https://plimsoll.example' });
    for (const name of ['backend', 'gateway']) {
      assert.equal(named.services[name]?.['environment'].PUBLIC_URL, 'https://plimsoll.example');
    }
  });

  it('use nothing that engines or Compose of 2021 to 2023 lack', async () => {
    const names = (await readdir(root)).filter((name) => /^docker-compose.*\.yml$/.test(name));
    assert.equal(names.length, 5);
    for (const name of names) {
      assert.doesNotMatch(
        await readFile(join(root, name), 'utf8'),
        /start_interval|!reset|!override|^\s+content:/m,
        name,
      );
    }
  });
});

describe('deploy/seccomp.json', () => {
  /** @type {{ defaultAction: string, syscalls: { names: string[], action: string, args?: { index: number, value: number, op: string }[] }[] }} */
  let profile;

  before(async () => {
    profile = JSON.parse(await readFile(join(root, 'deploy', 'seccomp.json'), 'utf8'));
  });

  it('allows what is named, once, and nothing else', () => {
    assert.equal(profile.defaultAction, 'SCMP_ACT_ERRNO');
    const plain = profile.syscalls.filter(({ args }) => args === undefined).flatMap(({ names }) => names);
    assert.equal(new Set(plain).size, plain.length);
  });

  it('allows nothing that reaches out of a container, into other processes or into the kernel', () => {
    const refused =
      /^(mount|umount|umount2|pivot_root|chroot|unshare|setns|ptrace|process_vm_.*|kcmp|pidfd_getfd|bpf|perf_event_open|userfaultfd|keyctl|add_key|request_key|io_uring_.*|.*_module|kexec_.*|reboot|swap.*|open_by_handle_at|name_to_handle_at|fanotify_.*|mknod|mknodat|personality|acct|syslog|quotactl|fs(open|mount|config|pick)|move_mount|open_tree|mount_setattr|set(uid|gid|re[ug]id|res[ug]id|groups)|l?chown|fchown(at)?|set_mempolicy|mbind|move_pages|clock_settime|settimeofday|sethostname)$/;
    const allowed = profile.syscalls.filter(({ action }) => action === 'SCMP_ACT_ALLOW').flatMap(({ names }) => names);
    assert.deepEqual(
      allowed.filter((name) => refused.test(name)),
      [],
    );
  });

  it('allows threads and processes, but no namespaces', () => {
    const clone = profile.syscalls.filter(({ names }) => names.includes('clone'));
    const namespaces = 0x7e020000;
    assert.deepEqual(
      clone.map(({ args }) => args),
      [[{ index: 0, value: namespaces, valueTwo: 0, op: 'SCMP_CMP_MASKED_EQ' }]],
    );
    const clone3 = profile.syscalls.filter(({ names }) => names.includes('clone3'));
    assert.deepEqual(
      clone3.map(({ action }) => action),
      ['SCMP_ACT_ERRNO'],
    );
  });
});

describe('scripts/gen-secrets.sh', () => {
  const script = join(root, 'scripts', 'gen-secrets.sh');
  const isRoot = process.getuid?.() === 0;
  const OWNERS = /** @type {Record<string, number>} */ ({
    postgres_password: 70,
    app_password: 70,
    database_owner_url: 1001,
    database_url: 1001,
    secret_key: 1001,
    tls_certificate: 101,
    tls_key: 101,
  });

  /** @param {readonly string[]} args */
  const run = (...args) => outcomeOf(script, args, { cwd: tmpdir(), env: bare });

  it('makes what the compose files name, for the accounts that read it and nobody else', async () => {
    for (const environment of /** @type {const} */ (['stage', 'prod'])) {
      const folder = join(directory, `secrets of ${environment}`);
      const { code, stderr } = await run(environment, '--directory', folder);
      assert.equal(code, 0, stderr);
      const { secrets } = await merged(environment, false);
      const names = Object.keys(secrets ?? {}).sort();
      assert.deepEqual((await readdir(folder)).sort(), names);
      assert.equal((await stat(folder)).mode & 0o777, 0o700);
      for (const name of names) {
        const { mode, uid, size } = await stat(join(folder, name));
        assert.ok(size > 20, name);
        assert.equal(mode & 0o777, isRoot ? 0o400 : 0o444, name);
        if (isRoot) assert.equal(uid, OWNERS[name], name);
      }
    }
  });

  it('makes passwords and keys that fit together, and never the same twice', async () => {
    /** @param {string} folder */
    const read = async (folder) => {
      const { code, stderr } = await run('stage', '--directory', folder);
      assert.equal(code, 0, stderr);
      const names = ['postgres_password', 'app_password', 'database_owner_url', 'database_url', 'secret_key'];
      return Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
    };
    const [owner = '', app = '', ownerUrl = '', appUrl = '', key = ''] = await read(join(directory, 'one'));
    const others = await read(join(directory, 'two'));
    for (const password of [owner, app]) assert.match(password, /^[\w-]{43}$/);
    assert.equal(new URL(ownerUrl).password, owner);
    assert.equal(new URL(ownerUrl).username, 'plimsoll');
    assert.equal(new URL(appUrl).password, app);
    assert.equal(new URL(appUrl).username, 'plimsoll_app');
    assert.equal(Buffer.from(key, 'base64').length, 32);
    assert.equal(new Set([owner, app, key, ...others]).size, 8);
  });

  it('never changes what is there, and adds what is missing', async () => {
    const folder = join(directory, 'kept');
    await mkdir(folder);
    await writeFile(join(folder, 'postgres_password'), 'of-the-operators-own');
    const first = await run('stage', '--directory', folder);
    assert.match(first.stdout, /^kept postgres_password\nmade app_password\n/);
    assert.equal(await readFile(join(folder, 'postgres_password'), 'utf8'), 'of-the-operators-own');
    assert.match(await readFile(join(folder, 'database_owner_url'), 'utf8'), /:of-the-operators-own@/);
    const before = await readFile(join(folder, 'secret_key'), 'utf8');
    const second = await run('stage', '--directory', folder);
    assert.doesNotMatch(second.stdout, /made/);
    assert.equal(await readFile(join(folder, 'secret_key'), 'utf8'), before);
  });

  it('makes no pair of a certificate and the key of another', async () => {
    const folder = join(directory, 'half');
    await mkdir(folder);
    await writeFile(join(folder, 'tls_certificate'), 'of the operator');
    const { code, stderr } = await run('prod', '--directory', folder);
    assert.equal(code, 1);
    assert.match(stderr, /tls_certificate and tls_key/);
    assert.equal(await readFile(join(folder, 'tls_certificate'), 'utf8'), 'of the operator');
  });

  it('writes no secret to the terminal', async () => {
    const folder = join(directory, 'quiet');
    const { stdout, stderr } = await run('stage', '--directory', folder);
    for (const name of await readdir(folder)) {
      assert.ok(!`${stdout}${stderr}`.includes(await readFile(join(folder, name), 'utf8')), name);
    }
  });

  it('makes a certificate for the name that it is given', async () => {
    const folder = join(directory, 'certificate');
    await run('prod', '--host', 'plimsoll.example', '--directory', folder);
    const args = ['x509', '-noout', '-ext', 'subjectAltName', '-in', join(folder, 'tls_certificate')];
    assert.match(await outputOf('openssl', args), /DNS:plimsoll\.example/);
  });

  for (const [args, reason] of /** @type {[string[], RegExp][]} */ ([
    [[], /no environment/],
    [['dev'], /dev needs no secrets/],
    [['live'], /no environment "live"/],
    [['stage', 'prod'], /one environment at a time/],
    [['prod', '--host', 'a b/c'], /no name of a host/],
    [['prod', '--host'], /needs a value/],
    [['prod', '--force'], /no option --force/],
  ])) {
    it(`refuses ${JSON.stringify(args)}`, async () => {
      const { code, stderr, stdout } = await run(...args);
      assert.equal(code, 2);
      assert.match(stderr, reason);
      assert.equal(stdout, '');
    });
  }
});

describe('scripts/compose.sh', () => {
  const script = join(root, 'scripts', 'compose.sh');

  /**
   * @param {readonly string[]} args
   * @param {NodeJS.ProcessEnv} [variables]
   */
  const run = (args, variables = {}) => {
    const env = { ...bare, COMPOSE_DISABLE_ENV_FILE: '1', COMPOSE_PROJECT_NAME: 'plimsoll-test-nothing', ...variables };
    return outcomeOf(script, args, { cwd: directory, env });
  };

  for (const [args, reason] of /** @type {[string[], RegExp][]} */ ([
    [[], /no environment/],
    [['live', 'up'], /no environment "live"/],
    [['prod'], /no command/],
    [['prod', '--strict'], /no command/],
    [['prod', 'backup'], /needs one file/],
    [['prod', 'restore', 'a', 'b'], /needs one file/],
    [['prod', 'setup-link', 'me'], /takes nothing/],
  ])) {
    it(`refuses ${JSON.stringify(args)}`, async () => {
      const { code, stderr } = await run(args);
      assert.equal(code, 2);
      assert.match(stderr, reason);
    });
  }

  it('names every secret that is missing or empty', async () => {
    const folder = join(directory, 'incomplete secrets');
    await mkdir(folder);
    await writeFile(join(folder, 'secret_key'), '');
    await writeFile(join(folder, 'app_password'), 'there');
    const { code, stderr } = await run(['prod', 'up'], { PLIMSOLL_SECRETS: folder });
    assert.equal(code, 1);
    const missing = [
      'postgres_password',
      'database_owner_url',
      'database_url',
      'secret_key',
      'tls_certificate',
      'tls_key',
    ];
    for (const name of missing) assert.ok(stderr.includes(join(folder, name)), `${name}\n${stderr}`);
    assert.doesNotMatch(stderr, /app_password/);
    assert.match(stderr, /gen-secrets\.sh prod/);
  });

  it('says what is not running', async () => {
    for (const [args, reason] of /** @type {[string[], RegExp][]} */ ([
      [['prod', 'backup', 'file'], /postgres is not running/],
      [['stage', 'setup-link'], /backend is not running/],
    ])) {
      const { code, stderr } = await run(args);
      assert.equal(code, 1);
      assert.match(stderr, reason);
    }
    assert.deepEqual(
      (await readdir(directory)).filter((name) => name.startsWith('file')),
      [],
    );
  });

  it('writes no backup over what is there, and restores none from what is none', async () => {
    await writeFile(join(directory, 'there'), 'something else');
    for (const [args, reason] of /** @type {[string[], RegExp][]} */ ([
      [['prod', 'backup', 'there'], /is there already/],
      [['prod', 'backup', 'nowhere/file'], /no folder/],
      [['prod', 'restore', 'nothing'], /cannot be read/],
      [['prod', 'restore', 'there'], /is no backup/],
    ])) {
      const { code, stderr } = await run(args);
      assert.equal(code, 1);
      assert.match(stderr, reason);
    }
    assert.equal(await readFile(join(directory, 'there'), 'utf8'), 'something else');
  });

  it('says that Docker is missing, that Compose is, and that no engine answers', async () => {
    /** @type {string[]} */
    const tools = ['bash', 'dirname', 'readlink', 'sed', 'env', 'cat', 'grep', 'head'];
    const bin = join(directory, 'without docker');
    await mkdir(bin);
    for (const tool of tools) {
      const path = (await outputOf('sh', ['-c', `command -v ${tool}`], { env: bare })).trim();
      await symlink(path, join(bin, tool));
    }
    const without = await run(['prod', 'ps'], { PATH: bin });
    assert.equal(without.code, 1);
    assert.match(without.stderr, /docker is not installed/);

    await writeFile(join(bin, 'docker'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    const old = await run(['prod', 'ps'], { PATH: bin });
    assert.equal(old.code, 1);
    assert.match(old.stderr, /Docker Compose v2 is needed/);

    const silent = await run(['prod', 'up'], { DOCKER_HOST: `unix://${join(directory, 'no.sock')}` });
    assert.equal(silent.code, 1);
    assert.match(silent.stderr, /engine does not answer/);
  });

  describe('in another folder, whose name has spaces', () => {
    /** @type {string} */
    let copy;

    before(async () => {
      copy = join(directory, 'a tree with spaces');
      await mkdir(join(copy, 'scripts', 'lib'), { recursive: true });
      const names = (await readdir(root)).filter((name) => /^docker-compose.*\.yml$/.test(name));
      for (const name of names) await cp(join(root, name), join(copy, name));
      await cp(script, join(copy, 'scripts', 'compose.sh'));
      await cp(join(root, 'scripts', 'lib', 'common.sh'), join(copy, 'scripts', 'lib', 'common.sh'));
      await mkdir(join(copy, 'deploy'));
      await cp(join(root, 'deploy', 'seccomp.json'), join(copy, 'deploy', 'seccomp.json'));
      await writeFile(join(copy, '.env'), 'PUBLIC_URL=https://dev.example\n');
      await writeFile(join(copy, '.env.stage'), 'PUBLIC_URL=https://stage.example\n');
    });

    /** @param {Environment} environment */
    const projectOf = async (environment) => {
      const args = [environment, '--strict', 'config', '--format', 'json'];
      const { code, stdout, stderr } = await outcomeOf(join(copy, 'scripts', 'compose.sh'), args, {
        cwd: '/',
        env: bare,
      });
      assert.equal(code, 0, stderr);
      return /** @type {Project} */ (JSON.parse(stdout));
    };

    it('works', async () => {
      const project = await projectOf('prod');
      assert.equal(project.name, 'plimsoll-prod');
      assert.equal(project.secrets?.['tls_key']?.file, join(copy, 'secrets', 'prod', 'tls_key'));
    });

    it('keeps the settings of a developer out of stage and prod, which have files of their own', async () => {
      const urls = { dev: 'https://dev.example', stage: 'https://stage.example', prod: 'https://localhost' };
      for (const environment of ENVIRONMENTS) {
        const { services } = await projectOf(environment);
        assert.match(services['backend']?.['environment'].PUBLIC_URL, new RegExp(`^${urls[environment]}(:443)?$`));
      }
    });
  });
});
