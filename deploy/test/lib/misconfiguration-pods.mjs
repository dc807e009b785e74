import { outputOf } from './command.mjs';

/** @typedef {{ type: string, source?: string, target: string, read_only?: boolean }} Volume */
/**
 * What is used of a service in `docker compose config`.
 *
 * @typedef {object} ComposeService
 * @property {string} image
 * @property {string} [user]
 * @property {boolean} [read_only]
 * @property {boolean} [privileged]
 * @property {string[]} [cap_add]
 * @property {string[]} [cap_drop]
 * @property {string[]} [security_opt]
 * @property {string} [pid]
 * @property {string} [ipc]
 * @property {string} [network_mode]
 * @property {string} [mem_limit]
 * @property {number} [cpus]
 * @property {Volume[]} [volumes]
 * @property {string[]} [tmpfs]
 * @property {{ source: string }[]} [secrets]
 * @property {{ target: number, published?: string }[]} [ports]
 */

/**
 * The services of compose files as Docker Compose itself puts them together, whatever the environment of the caller says.
 *
 * @param {string} root
 * @param {readonly string[]} files
 * @returns {Promise<Record<string, ComposeService>>}
 */
export async function composedServices(root, files) {
  const { PATH = '', HOME = '' } = process.env;
  const args = ['compose', '--project-directory', root, ...files.flatMap((file) => ['--file', file])];
  const text = await outputOf('docker', [...args, 'config', '--format', 'json'], {
    cwd: root,
    env: { PATH, HOME, COMPOSE_DISABLE_ENV_FILE: '1' },
  });
  return JSON.parse(text).services;
}

/**
 * A service as the Kubernetes pod that is just as strict: Trivy has no checks for compose files, but many for pods.
 *
 * @param {string} name
 * @param {ComposeService} service
 */
export function podOf(name, service) {
  const options = service.security_opt ?? [];
  const [uid = 0, gid = 0] = (service.user ?? '0:0').split(':').map(Number);
  const volumes = volumesOf(service);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'plimsoll' },
    spec: {
      automountServiceAccountToken: false,
      hostNetwork: service.network_mode === 'host',
      hostPID: service.pid === 'host',
      hostIPC: service.ipc === 'host',
      containers: [
        {
          name,
          image: service.image,
          securityContext: {
            runAsUser: uid,
            runAsGroup: gid,
            runAsNonRoot: uid !== 0,
            privileged: service.privileged ?? false,
            readOnlyRootFilesystem: service.read_only ?? false,
            allowPrivilegeEscalation: !options.some((it) => /^no-new-privileges([:=]true)?$/.test(it)),
            capabilities: { drop: service.cap_drop ?? [], add: service.cap_add ?? [] },
            seccompProfile: seccompOf(options),
          },
          resources: { limits: { ...limit('memory', service.mem_limit), ...limit('cpu', service.cpus) } },
          ports: (service.ports ?? []).map(({ target, published }) => ({
            containerPort: target,
            ...(published === undefined ? {} : { hostPort: Number(published) }),
          })),
          volumeMounts: volumes.map(({ volume, mountPath, readOnly }) => ({ name: volume.name, mountPath, readOnly })),
        },
      ],
      volumes: volumes.map(({ volume }) => volume),
    },
  };
}

/** @param {readonly string[]} options */
function seccompOf(options) {
  const [, profile] = options.map((it) => /^seccomp[:=](.+)$/.exec(it)).find((it) => it !== null) ?? [];
  if (profile === undefined) return { type: 'RuntimeDefault' };
  return profile === 'unconfined' ? { type: 'Unconfined' } : { type: 'Localhost', localhostProfile: profile };
}

/**
 * @param {string} name
 * @param {string | number | undefined} value
 */
function limit(name, value) {
  return value === undefined ? {} : { [name]: `${value}` };
}

/** @param {ComposeService} service */
function volumesOf({ volumes = [], tmpfs = [], secrets = [] }) {
  const mounted = volumes.map(({ type, source = '', target, read_only: readOnly = false }) => ({
    mountPath: target,
    readOnly,
    source: type === 'bind' ? { hostPath: { path: source } } : { persistentVolumeClaim: { claimName: source } },
  }));
  const inMemory = tmpfs.map((it) => ({
    mountPath: it.split(':')[0] ?? it,
    readOnly: false,
    source: { emptyDir: { medium: 'Memory' } },
  }));
  const secret = secrets.map(({ source }) => ({
    mountPath: `/run/secrets/${source}`,
    readOnly: true,
    source: { secret: { secretName: source.replaceAll('_', '-') } },
  }));
  return [...mounted, ...inMemory, ...secret].map(({ source, ...mount }, index) => ({
    ...mount,
    volume: { name: `volume-${index}`, ...source },
  }));
}
