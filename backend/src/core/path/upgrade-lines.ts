import { compareVersions } from '../versions/compare-versions.js';
import { isToolchain, toolchainVersion } from '../upgrades/toolchain.js';
import type { UpgradeStep } from '../upgrades/upgrade-plan.js';

/** Text to paste, and into what. */
export interface PasteBlock {
  /** `Dockerfile`, `package.json`, `shell`, … */
  readonly where: string;
  readonly text: string;
}

/** The upgrade command or entry of an ecosystem. Add another one to `ECOSYSTEMS`. */
interface Ecosystem {
  readonly where: string;
  readonly write: (steps: readonly UpgradeStep[]) => string;
}

/** What can stand in a shell's line, a JSON text or XML without being read as anything else. */
const PLAIN_NAME = /^@?[A-Za-z0-9][A-Za-z0-9@/:._+-]*$/;
const PLAIN_VERSION = /^[A-Za-z0-9][A-Za-z0-9:._+~-]*$/;

const ECOSYSTEMS: ReadonlyMap<string, readonly Ecosystem[]> = new Map([
  [
    'apk',
    [
      {
        where: 'Dockerfile',
        write: (steps) =>
          `RUN apk add --no-cache --upgrade ${spaced(packagesAt(steps, ({ name, to }) => `'${name}>=${to}'`))}`,
      },
    ],
  ],
  [
    'deb',
    [
      {
        where: 'Dockerfile',
        write: (steps) =>
          `RUN apt-get update && apt-get install --yes --only-upgrade ${spaced(packagesAt(steps, ({ name }) => name))} && rm -rf /var/lib/apt/lists/*`,
      },
    ],
  ],
  [
    'rpm',
    [
      {
        where: 'Dockerfile',
        write: (steps) =>
          `RUN dnf upgrade --assumeyes ${spaced(packagesAt(steps, ({ name }) => name))} && dnf clean all`,
      },
    ],
  ],
  [
    'rpm of SUSE',
    [
      {
        where: 'Dockerfile',
        write: (steps) =>
          `RUN zypper --non-interactive update ${spaced(packagesAt(steps, ({ name }) => name))} && zypper clean --all`,
      },
    ],
  ],
  [
    'npm',
    [
      { where: 'package.json (npm)', write: (steps) => json({ overrides: npmOverrides(steps) }) },
      {
        where: 'pnpm-workspace.yaml',
        write: (steps) =>
          [
            'overrides:',
            ...packagesAt(steps, ({ name, from, to }) => `  '${name}${from === null ? '' : `@${from}`}': '${to}'`),
          ].join('\n'),
      },
    ],
  ],
  [
    'maven',
    [
      {
        where: 'pom.xml, in dependencyManagement',
        write: (steps) =>
          packagesAt(steps, ({ name, to }) => {
            const [group = '', artifact = ''] = name.split(/[:/]/);
            return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${to}</version></dependency>`;
          }).join('\n'),
      },
    ],
  ],
  [
    'golang',
    [
      {
        where: 'shell',
        write: (steps) =>
          `go get ${spaced(packagesAt(steps, ({ name, to }) => `${name}@${to.startsWith('v') ? to : `v${to}`}`))} && go mod tidy`,
      },
    ],
  ],
  [
    'pypi',
    [{ where: 'requirements.txt', write: (steps) => packagesAt(steps, ({ name, to }) => `${name}>=${to}`).join('\n') }],
  ],
  [
    'cargo',
    [
      {
        where: 'shell',
        write: (steps) =>
          packagesAt(
            steps,
            ({ name, from, to }) => `cargo update --package ${name}${from === null ? '' : `@${from}`} --precise ${to}`,
          ).join('\n'),
      },
    ],
  ],
  [
    'gem',
    [
      {
        where: 'shell',
        write: (steps) => `bundle update --conservative ${spaced(packagesAt(steps, ({ name }) => name))}`,
      },
    ],
  ],
  [
    'composer',
    [
      {
        where: 'shell',
        write: (steps) =>
          `composer require --with-all-dependencies ${spaced(packagesAt(steps, ({ name, to }) => `'${name}:>=${to}'`))}`,
      },
    ],
  ],
  [
    'nuget',
    [
      {
        where: 'the project file',
        write: (steps) =>
          packagesAt(steps, ({ name, to }) => `<PackageReference Include="${name}" Version="${to}" />`).join('\n'),
      },
    ],
  ],
]);

/**
 * The upgrades as lines to paste, one block for each file. Steps whose names or versions would have to be quoted are left out: they come
 * from reports.
 */
export function upgradeLines(upgrades: readonly UpgradeStep[]): PasteBlock[] {
  const written = upgrades.filter(isPlain);
  const modules = written.filter((step) => !isToolchain(step));
  const blocks = [...ECOSYSTEMS].flatMap(([type, ecosystems]) => {
    const own = modules.filter((step) => ecosystemOf(step) === type);
    return own.length === 0 ? [] : ecosystems.map(({ where, write }) => ({ where, text: write(own) }));
  });
  const go = newest(written.filter(isToolchain));
  return go === null ? blocks : [...blocks, { where: 'go.mod', text: `toolchain go${toolchainVersion(go)}` }];
}

function ecosystemOf({ type, namespace }: UpgradeStep): string {
  return type === 'rpm' && namespace !== null && /^(?:open)?suse|^sle/.test(namespace) ? 'rpm of SUSE' : type;
}

function newest(steps: readonly UpgradeStep[]): string | null {
  return steps.reduce<string | null>(
    (best, { to, type }) => (best === null || compareVersions(to, best, type) > 0 ? to : best),
    null,
  );
}

function isPlain({ packages, from, to }: UpgradeStep): boolean {
  return (
    packages.every((name) => PLAIN_NAME.test(name)) &&
    PLAIN_VERSION.test(to) &&
    (from === null || PLAIN_VERSION.test(from))
  );
}

interface PackageAt {
  readonly name: string;
  readonly from: string | null;
  readonly to: string;
}

function packagesAt(steps: readonly UpgradeStep[], write: (each: PackageAt) => string): string[] {
  return [...new Set(steps.flatMap(({ packages, from, to }) => packages.map((name) => write({ name, from, to }))))];
}

/** A package that several versions of are upgraded is named with each of them. */
function npmOverrides(steps: readonly UpgradeStep[]): Record<string, string> {
  const isSeveral = (name: string) => steps.filter(({ packages }) => packages.includes(name)).length > 1;
  return Object.fromEntries(
    steps.flatMap(({ packages, from, to }) =>
      packages.map((name) => [isSeveral(name) && from !== null ? `${name}@${from}` : name, to]),
    ),
  );
}

function spaced(words: readonly string[]): string {
  return words.join(' ');
}

function json(value: object): string {
  return JSON.stringify(value, null, 2);
}
