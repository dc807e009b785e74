import { join, sep } from 'node:path';

/** @typedef {import('./stack.mjs').Inspection} Inspection */
/** @typedef {import('./hardening-expectations.mjs').Expectation} Expectation */
/**
 * @typedef {object} Surroundings
 * @property {string} root of the tree whose compose files are used
 * @property {string} secrets the folder of secrets
 * @property {boolean} isOpenToTheNetwork whether ports may be published beyond the loopback address
 */

/**
 * What ends again and again is not started for ever, unless it is to come back after a restart of the machine, which Docker
 * does not do with a limit. Docker counts over the whole life of a container.
 */
const MOST_RESTARTS = 50;

/** What Docker hides or makes read-only in /proc and /sys unless told otherwise. */
const MASKED = ['/proc/kcore', '/proc/keys', '/sys/firmware'];

/**
 * What Docker was told of a container, as far as it is weaker than it should be: a sentence each.
 *
 * @param {Inspection} inspection
 * @param {Expectation} expected
 * @param {Surroundings} surroundings
 * @returns {string[]}
 */
export function weakSettings({ Config, HostConfig, State, Mounts, NetworkSettings }, expected, surroundings) {
  /** @type {string[]} */
  const weaknesses = [];
  const must = (/** @type {unknown} */ isSo, /** @type {string} */ otherwise) => {
    if (isSo !== true) weaknesses.push(otherwise);
  };
  const isNone = (/** @type {unknown[] | null | undefined} */ list) => (list ?? []).length === 0;

  must(Config.User === expected.user, `runs as "${Config.User}", not ${expected.user}`);
  must(HostConfig.ReadonlyRootfs === true, 'its root file system can be written');
  must(HostConfig.Privileged === false, 'is privileged');
  must(`${HostConfig.CapDrop}` === 'ALL' && isNone(HostConfig.CapAdd), `keeps capabilities: +${HostConfig.CapAdd}`);
  const options = /** @type {string[]} */ (HostConfig.SecurityOpt ?? []);
  must(
    options.some((it) => /^no-new-privileges([:=]true)?$/.test(it)),
    'may gain privileges',
  );
  must(!options.some((it) => it.includes('unconfined') || it.includes('disable')), 'is not confined');
  must(
    MASKED.every((path) => (HostConfig.MaskedPaths ?? []).includes(path)),
    'sees all of /proc and /sys',
  );
  must((HostConfig.ReadonlyPaths ?? []).includes('/proc/sys'), 'may write to /proc/sys');

  for (const name of ['Pid', 'Ipc', 'UTS', 'Userns']) {
    const mode = HostConfig[`${name}Mode`];
    must(mode === '' || mode === 'private', `${name}Mode is "${mode}"`);
  }
  const networks = Object.keys(NetworkSettings.Networks);
  must(!['host', 'bridge', 'default', 'none'].includes(HostConfig.NetworkMode), `is on ${HostConfig.NetworkMode}`);
  must(!networks.includes('bridge'), 'is on the network of all other containers');
  must(isNone(HostConfig.Devices) && isNone(HostConfig.DeviceRequests), 'is given devices');
  must(isNone(HostConfig.GroupAdd), `is in groups: ${HostConfig.GroupAdd}`);
  must(isNone(HostConfig.VolumesFrom), "has other containers' volumes");
  must(isNone(Object.keys(HostConfig.Sysctls ?? {})), 'sets kernel parameters');

  must(HostConfig.Memory > 0, 'may use all memory');
  must(HostConfig.MemorySwap === HostConfig.Memory, `may swap: ${HostConfig.MemorySwap} of ${HostConfig.Memory}`);
  must(HostConfig.OomKillDisable !== true, 'is not killed when memory is short');
  must(HostConfig.NanoCpus > 0, 'may use all processors');
  must(HostConfig.PidsLimit > 0 && HostConfig.PidsLimit <= 512, `may start ${HostConfig.PidsLimit} processes`);
  const limits = new Map(
    /** @type {{ Name: string, Hard: number }[]} */ (HostConfig.Ulimits ?? []).map((it) => [it.Name, it.Hard]),
  );
  must(limits.get('core') === 0, 'writes core dumps');
  must((limits.get('nofile') ?? Infinity) <= 65_536, 'may open any number of files');

  const { Name: restart, MaximumRetryCount: restarts } = HostConfig.RestartPolicy;
  const isRestartedAsExpected =
    expected.isAlwaysOn === true
      ? restart === 'unless-stopped'
      : restart === 'on-failure' && restarts > 0 && restarts <= MOST_RESTARTS;
  must(isRestartedAsExpected, `restarts ${restart}:${restarts}`);
  const { Type: driver, Config: log } = HostConfig.LogConfig;
  must(driver === 'json-file' && /^\d+[km]$/.test(log['max-size']) && log['max-file'] > 1, 'its log grows for ever');
  must(HostConfig.Init === true, 'has nobody to reap processes');
  must(HostConfig.PublishAllPorts === false, 'publishes all ports');

  const health = (Config.Healthcheck?.Test ?? []).join(' ');
  if (expected.isOneShot) {
    must(State.Status === 'exited' && State.ExitCode === 0, `${State.Status} with ${State.ExitCode}`);
  } else {
    must(health !== '' && health !== 'NONE', 'nobody asks how it is');
    must(State.Health?.Status === 'healthy', `is ${State.Health?.Status}`);
  }

  return [
    ...weaknesses,
    ...weakMounts(Mounts, HostConfig.Mounts ?? [], expected, surroundings),
    ...weakPorts(HostConfig.PortBindings ?? {}, surroundings),
  ];
}

/**
 * @param {Inspection['Mounts']} mounts
 * @param {{ Source: string, BindOptions?: { Propagation?: string } }[]} asked
 * @param {Expectation} expected
 * @param {Surroundings} surroundings
 */
function weakMounts(mounts, asked, expected, { root, secrets }) {
  /** @type {string[]} */
  const weaknesses = [];
  const folders = expected.folders.map((folder) => join(root, folder));
  const files = expected.secrets.map((name) => join(secrets, name));
  const isOurs = (/** @type {string} */ source) =>
    files.includes(source) || folders.some((folder) => source === folder || source.startsWith(folder + sep));
  for (const { Type, Source, Destination, RW } of mounts) {
    if (Type === 'bind' && !isOurs(Source)) weaknesses.push(`sees ${Source} of the host`);
    if (Type === 'bind' && RW) weaknesses.push(`may write to ${Source} of the host`);
    if (Type === 'bind' && Source.endsWith('docker.sock')) weaknesses.push('may command Docker');
    if (Type === 'volume' && !expected.volumes.includes(Destination)) weaknesses.push(`keeps data at ${Destination}`);
  }
  for (const file of files) {
    if (!mounts.some((mount) => mount.Source === file)) weaknesses.push(`has no ${file}`);
  }
  for (const { Source, BindOptions } of asked) {
    const propagation = BindOptions?.Propagation ?? 'rprivate';
    if (!propagation.endsWith('private')) weaknesses.push(`shares what is mounted below ${Source}`);
  }
  return weaknesses;
}

/**
 * @param {Record<string, { HostIp: string, HostPort: string }[] | null>} bindings
 * @param {Surroundings} surroundings
 */
function weakPorts(bindings, { isOpenToTheNetwork }) {
  /** @type {string[]} */
  const weaknesses = [];
  for (const [port, hosts] of Object.entries(bindings)) {
    // nginx needs no privilege for its own; what it is published as is the host's concern.
    if (Number.parseInt(port, 10) < 1024) weaknesses.push(`listens on the privileged port ${port}`);
    for (const { HostIp } of hosts ?? []) {
      if (!isOpenToTheNetwork && HostIp !== '127.0.0.1') weaknesses.push(`publishes ${port} on "${HostIp}"`);
    }
  }
  return weaknesses;
}
