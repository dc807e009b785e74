import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml';
import { isRootUser } from '../../core/model/root-user.js';

/** Something in a compose file that takes down the wall between container and machine. */
export interface ComposeProblem {
  readonly rule: string;
  readonly title: string;
  readonly line: number;
}

/** `services` of a compose file, one of them at a time. */
interface Check {
  readonly rule: string;
  readonly title: string;
  /** The nodes that are wrong. */
  readonly find: (service: YAMLMap) => readonly Node[];
}

/** What makes a container nearly root on the machine (capabilities(7)). */
const NEARLY_ROOT = /^(?:CAP_)?(?:ALL|SYS_ADMIN|SYS_MODULE|SYS_PTRACE|SYS_RAWIO|DAC_READ_SEARCH|BPF|NET_ADMIN)$/i;

const ENGINE_SOCKET = /(?:docker|containerd|podman|crio)(?:\/\w+)?\.sock/;

/**
 * Trivy has no checks for compose files. These look for settings that must not be there, not for missing ones: an
 * override file need not repeat everything.
 */
const CHECKS: readonly Check[] = [
  {
    rule: 'compose-privileged',
    title: 'The container is privileged: it can do what root can do on the machine',
    find: (service) => scalarsOf(service, 'privileged').filter(({ value }) => value === true),
  },
  ...['network_mode', 'pid', 'ipc', 'uts', 'userns_mode'].map((key) => ({
    rule: `compose-host-${key.replace('_mode', '')}`,
    title: `The container shares the machine's ${key.replace('_mode', '')} namespace`,
    find: (service: YAMLMap) => scalarsOf(service, key).filter(({ value }) => value === 'host'),
  })),
  {
    rule: 'compose-engine-socket',
    title: 'The container can command the container engine, and so the machine',
    find: (service) => [
      ...scalarsOf(service, 'volumes').filter(({ value }) => ENGINE_SOCKET.test(String(value))),
      ...mapsOf(service, 'volumes').flatMap((volume) =>
        scalarsOf(volume, 'source').filter(({ value }) => ENGINE_SOCKET.test(String(value))),
      ),
    ],
  },
  {
    rule: 'compose-capability',
    title: 'A capability is added that is nearly as good as root',
    find: (service) => scalarsOf(service, 'cap_add').filter(({ value }) => NEARLY_ROOT.test(String(value))),
  },
  {
    rule: 'compose-unconfined',
    title: 'The filter of system calls or the mandatory access control is switched off',
    find: (service) =>
      scalarsOf(service, 'security_opt').filter(({ value }) =>
        /^(?:(?:seccomp|apparmor|systempaths)[:=]unconfined|label[:=]disable)$/.test(String(value)),
      ),
  },
  {
    rule: 'compose-root',
    title: 'The service runs as root',
    // One that is empty leaves the user to the image.
    find: (service) =>
      scalarsOf(service, 'user').filter(
        ({ value }) => String(value).trim() !== '' && isRootUser(String(value)) === true,
      ),
  },
];

/** Every problem of a compose file; none where it is not one. */
export function composeProblems(text: string): ComposeProblem[] {
  const lines = new LineCounter();
  // Tags such as !reset are Compose's own, and warnings of them no matter.
  const document = parseDocument(text, { lineCounter: lines, logLevel: 'silent' });
  const services = isMap(document.contents) ? document.contents.get('services', true) : null;
  if (!isMap(services)) return [];
  return services.items
    .map(({ value }) => value)
    .filter((service): service is YAMLMap => isMap(service))
    .flatMap((service) =>
      CHECKS.flatMap(({ rule, title, find }) =>
        find(service).map((node) => ({ rule, title, line: lines.linePos(node.range?.[0] ?? 0).line })),
      ),
    );
}

/** The value of a key, or the values in its list. */
function scalarsOf(map: YAMLMap, key: string) {
  const value: unknown = map.get(key, true);
  return (isSeq(value) ? value.items : [value]).filter((each) => isScalar(each));
}

function mapsOf(map: YAMLMap, key: string): YAMLMap[] {
  const value: unknown = map.get(key, true);
  return isSeq(value) ? value.items.filter((each): each is YAMLMap => isMap(each)) : [];
}
