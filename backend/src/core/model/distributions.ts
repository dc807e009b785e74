import { lookupTable } from './lookup-table.js';

/** Names of one distribution, by scanners and by os-release (`ID`), that differ from the first. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = lookupTable({
  alma: ['almalinux'],
  alpine: ['alpinelinux'],
  amazon: ['amzn', 'amazonlinux', 'amazon-linux'],
  azurelinux: ['azure-linux', 'cbl-mariner', 'mariner'],
  centos: ['centos-linux', 'centos-stream'],
  oracle: ['ol', 'oraclelinux', 'oracle-linux'],
  photon: ['photon-os', 'vmware-photon'],
  redhat: ['rhel', 'red-hat', 'redhat-linux', 'red-hat-enterprise-linux'],
  rocky: ['rockylinux', 'rocky-linux'],
  sles: ['sle', 'suse', 'sles-sap', 'sle-server', 'suse-linux-enterprise-server'],
  'sle-micro': ['slem', 'sl-micro', 'suse-linux-enterprise-micro'],
});

const NAME_OF = new Map(
  Object.entries(OTHER_NAMES).flatMap(([name, others]) => others.map((other) => [other, name] as const)),
);

/** Distributions that release by major and minor number; the others' minor numbers are updates of one release. */
const MINOR_RELEASES = new Set([
  'alpine',
  'openeuler',
  'opensuse',
  'opensuse-leap',
  'sle-micro',
  'sles',
  'ubuntu',
  'wolfi',
]);

const CODENAMES: Readonly<Record<string, Readonly<Record<string, string>>>> = lookupTable({
  debian: lookupTable({
    jessie: '8',
    stretch: '9',
    buster: '10',
    bullseye: '11',
    bookworm: '12',
    trixie: '13',
    forky: '14',
  }),
  ubuntu: lookupTable({
    trusty: '14.04',
    xenial: '16.04',
    bionic: '18.04',
    focal: '20.04',
    jammy: '22.04',
    noble: '24.04',
  }),
});

/** One name for each distribution: `amzn` is `amazon`, `opensuse.leap` is `opensuse-leap`. */
export function distributionName(written: string): string {
  const name = written
    .toLowerCase()
    .trim()
    .replace(/[\s._]+/g, '-');
  return NAME_OF.get(name) ?? name;
}

/** The namespace of a distribution's packages. What SUSE builds has one, whatever product it is installed in. */
export function packageNamespace(written: string): string {
  const name = distributionName(written);
  return /^(?:sles?|opensuse)(?:-|$)/.test(name) ? 'suse' : name;
}

/**
 * A distribution at release granularity: `debian-10.7` and `debian-buster` are `debian-10`, `amzn-2 (Karoo)` is
 * `amazon-2`, Trivy's `3.18.2` of Alpine is `alpine-3.18`. `family` is the distribution where the text names none.
 */
export function releaseOf(distro: string, family: string): string {
  const text = distro.slice(0, 200).toLowerCase().trim();
  const [, named, number, servicePack] =
    /^(?:([^\d]+?)[-_: ])?v?(\d+(?:\.\d+)*)(?:[- ]sp(\d+)|[^\d].*)?$/.exec(text) ?? [];
  if (number === undefined) return codenamed(text, family);
  const name = distributionName(named ?? family);
  // Read again, it would be taken for another.
  if (/\d/.test(name)) return text;
  const digits = [...number.split('.'), ...(servicePack === undefined ? [] : [servicePack])];
  return `${name}-${digits.slice(0, MINOR_RELEASES.has(name) ? 2 : 1).join('.')}`;
}

function codenamed(text: string, family: string): string {
  const [, named = family, codename = ''] = /^(?:(.+)-)?([a-z]+)$/.exec(text) ?? [];
  const name = distributionName(named);
  const number = CODENAMES[name]?.[codename];
  if (number !== undefined) return `${name}-${number}`;
  return /\d/.test(text) ? text : distributionName(text);
}
