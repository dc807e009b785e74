import { lookupTable } from '../../model/lookup-table.js';
import type { OperatingSystem } from '../scan.js';
import { SYSTEM_TARGET } from './trivy-subject.js';

/** Trivy's result types as purl types. */
const LANGUAGE_TYPES: Readonly<Record<string, string>> = lookupTable({
  npm: 'npm',
  yarn: 'npm',
  pnpm: 'npm',
  bun: 'npm',
  'node-pkg': 'npm',
  javascript: 'npm',
  pip: 'pypi',
  pipenv: 'pypi',
  poetry: 'pypi',
  uv: 'pypi',
  pylock: 'pypi',
  'python-pkg': 'pypi',
  bundler: 'gem',
  gemspec: 'gem',
  rubygems: 'gem',
  cargo: 'cargo',
  rustbinary: 'cargo',
  composer: 'composer',
  'composer-vendor': 'composer',
  gomod: 'golang',
  gobinary: 'golang',
  jar: 'maven',
  pom: 'maven',
  gradle: 'maven',
  'gradle-lockfile': 'maven',
  'sbt-lockfile': 'maven',
  nuget: 'nuget',
  'nuget-config': 'nuget',
  'dotnet-core': 'nuget',
  'packages-props': 'nuget',
  conan: 'conan',
  'conda-pkg': 'conda',
  'conda-environment': 'conda',
  cocoapods: 'cocoapods',
  hex: 'hex',
  mix: 'hex',
  pub: 'pub',
  'pubspec-lock': 'pub',
  swift: 'swift',
  julia: 'julia',
  bitnami: 'bitnami',
  kubernetes: 'k8s',
});

/** Families of operating systems by their package manager; names as in Trivy's `OS.Family`. */
const APK = new Set(['alpine', 'wolfi', 'chainguard', 'minimos']);
const DEB = new Set(['debian', 'ubuntu', 'echo']);
const RPM: Readonly<Record<string, string>> = lookupTable({
  redhat: 'redhat',
  centos: 'centos',
  rocky: 'rocky',
  alma: 'alma',
  amazon: 'amazon',
  oracle: 'oracle',
  fedora: 'fedora',
  photon: 'photon',
  'cbl-mariner': 'cbl-mariner',
  azurelinux: 'azurelinux',
  opensuse: 'opensuse',
  'opensuse-leap': 'opensuse',
  'opensuse-tumbleweed': 'opensuse',
  'opensuse.leap': 'opensuse',
  'suse linux enterprise server': 'suse',
  'suse linux enterprise micro': 'suse',
  slem: 'suse',
  sles: 'suse',
});

/** Which purl type and namespace a package of a result has; null where the type is not one that purl knows. */
export interface Ecosystem {
  readonly type: string;
  readonly namespace: string | null;
  readonly isOperatingSystem: boolean;
}

export function ecosystemOf(resultType: string): Ecosystem | null {
  const type = resultType.toLowerCase();
  const language = LANGUAGE_TYPES[type];
  if (language !== undefined) return { type: language, namespace: null, isOperatingSystem: false };
  if (APK.has(type)) return { type: 'apk', namespace: type, isOperatingSystem: true };
  if (DEB.has(type)) return { type: 'deb', namespace: type, isOperatingSystem: true };
  const rpm = RPM[type];
  return rpm === undefined ? null : { type: 'rpm', namespace: rpm, isOperatingSystem: true };
}

/** Splits what Trivy writes as one name into purl's namespace and name. */
export function nameParts(type: string, name: string): { namespace: string | null; name: string } {
  const separator = type === 'maven' ? name.lastIndexOf(':') : name.lastIndexOf('/');
  const isSplit = ['maven', 'npm', 'golang', 'composer', 'swift'].includes(type) && separator > 0;
  return isSplit ? { namespace: name.slice(0, separator), name: name.slice(separator + 1) } : { namespace: null, name };
}

/** The `distro` qualifier that Trivy itself writes into its purls. */
export function distroOf(system: OperatingSystem | null): Record<string, string> {
  return system?.version ? { distro: `${system.family}-${system.version}` } : {};
}

/** Files that name their ecosystem. */
const LOCK_FILES: Readonly<Record<string, string>> = lookupTable({
  'package-lock.json': 'npm',
  'yarn.lock': 'yarn',
  'pnpm-lock.yaml': 'pnpm',
  'Pipfile.lock': 'pipenv',
  'poetry.lock': 'poetry',
  'requirements.txt': 'pip',
  'Gemfile.lock': 'bundler',
  'Cargo.lock': 'cargo',
  'composer.lock': 'composer',
  'go.sum': 'gomod',
  'go.mod': 'gomod',
});

/** What a result of Trivy before 0.9 is about, which had no `Type`: told by the target. */
export function typeOfTarget(target: string): string | null {
  return SYSTEM_TARGET.exec(target)?.[2] ?? LOCK_FILES[target.slice(target.lastIndexOf('/') + 1)] ?? null;
}
