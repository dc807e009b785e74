import { createHash } from 'node:crypto';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { bundleCommandLine } from '../../deploy/image/bundle-backend.mjs';
import { licencesIn } from '../../deploy/image/record-packages.mjs';
import { npm } from './npm.mjs';
import { backend, root } from './paths.mjs';
import { run } from './run.mjs';

/** Commands that open the database itself: they need native code, and are for where the server is. */
const OF_THE_SERVER = ['audit', 'check-store', 'migrate', 'token', 'user'];

/**
 * Writes what a release has beside its images: the command line as one file, the same as a package that npm installs from a file, what is in
 * it, and checksums. The same sources give the same bytes.
 *
 * @param {string} target a folder
 * @returns {Promise<string[]>} the names of the files
 */
export async function writeReleaseFiles(target) {
  await mkdir(target, { recursive: true });
  const { name, version, license, engines, description } = JSON.parse(
    await readFile(join(root, 'package.json'), 'utf8'),
  );
  const { code, packages } = await bundleCommandLine({ backend, replaced: await replacedModules(version) });
  const bundled = await Promise.all(packages.map(describePackage));
  const program = `${name}.cjs`;
  await writeFile(join(target, program), `${opening(version)}${code}${CLOSING}`);
  await chmod(join(target, program), 0o755);
  const sbom = `${name}-${version}.cdx.json`;
  await writeFile(join(target, sbom), `${JSON.stringify(sbomOf({ name, version, license }, bundled), null, 2)}\n`);
  const manifest = { name, version, description, license, engines, bin: { [name]: program } };
  const tarball = await packed(target, { manifest, program, bundled });
  const files = [program, tarball, sbom];
  const sums = await Promise.all(files.map(async (file) => `${await sha256(join(target, file))}  ${file}\n`));
  await writeFile(join(target, 'SHA256SUMS'), sums.join(''));
  return [...files, 'SHA256SUMS'];
}

/** @param {string} version */
function opening(version) {
  return `#!/usr/bin/env node
// Plimsoll ${version}: the command line. https://www.apache.org/licenses/LICENSE-2.0; what else is in it is in the release's SBOM.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write('plimsoll: needs Node 20.19 or newer; this is Node ' + process.versions.node + '.\\n');
  process.exit(2);
}
`;
}

/** A process that has nothing left to do before the command is done could not run. */
const CLOSING = `
let isFinished = false;
exports.finished.then(() => { isFinished = true; });
process.once('beforeExit', () => {
  if (isFinished) return;
  process.stderr.write('plimsoll: ended before the command was done.\\n');
  process.exitCode = 4;
});
`;

/** @param {string} version */
async function replacedModules(version) {
  const policy = await readFile(join(root, 'security-config.yml'), 'utf8');
  const shipped = `
export const POLICY_FILE = 'security-config.yml';
export const SHIPPED_POLICY = ${JSON.stringify(`the default policy of Plimsoll ${version}`)};
export const SHIPPED_POLICY_TEXT = ${JSON.stringify(policy)};
export const FIX_A_FAILED_GATE = "docs/fix-a-failed-gate.md in Plimsoll's repository";
export const PLIMSOLL_VERSION = ${JSON.stringify(version)};`;
  const refusals = OF_THE_SERVER.map((name) => [`cli/${name}/${name}.ts`, refusal(name)]);
  return { 'cli/shipped-files.ts': shipped, ...Object.fromEntries(refusals) };
}

/** @param {string} name */
function refusal(name) {
  const exported = [...name.matchAll(/(?:^|-)(\w)(\w*)/g)].map(
    ([, first = '', rest = '']) => first.toUpperCase() + rest,
  );
  const camel = exported.join('').replace(/^./, (first) => first.toLowerCase());
  const sentence = `"plimsoll ${name}" opens the database, which this file cannot. Run it with the server: in the backend image or in a checkout.`;
  return `
import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';
const refuse = () => { throw new CommandError(ExitCode.usage, ${JSON.stringify(sentence)}); };
export const ${camel} = refuse;
export const ${camel}Runs = new Proxy(refuse, { get: refuse });`;
}

/** @param {string} folder */
async function describePackage(folder) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const texts = await Promise.all((await licencesIn(folder)).map((file) => readFile(file, 'utf8')));
  return { name, version, license, texts };
}

/**
 * CycloneDX, without a serial number and a time, which would be others with each build.
 *
 * @param {{ name: string, version: string, license: string }} own
 * @param {readonly { name: string, version: string, license: string }[]} bundled
 */
function sbomOf(own, bundled) {
  const component = (/** @type {{ name: string, version: string, license: string }} */ { name, version, license }) => {
    const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
    const isOne = /^[\w.+-]+$/.test(license);
    return {
      type: 'library',
      'bom-ref': purl,
      name,
      version,
      licenses: [isOne ? { license: { id: license } } : { expression: license.replace(/^\(|\)$/g, '') }],
      purl,
    };
  };
  const components = [...new Map(bundled.map((each) => [`${each.name}@${each.version}`, component(each)])).values()];
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: {
        ...component(own),
        type: 'application',
        'bom-ref': own.name,
        purl: `pkg:generic/${own.name}@${own.version}`,
      },
    },
    components,
    dependencies: [{ ref: own.name, dependsOn: components.map((each) => each['bom-ref']) }],
  };
}

/**
 * @param {string} target
 * @param {{ manifest: object, program: string, bundled: readonly { name: string, version: string, license: string, texts: readonly string[] }[] }} what
 * @returns {Promise<string>} the name of the file
 */
async function packed(target, { manifest, program, bundled }) {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-release-'));
  try {
    await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    await copyFile(join(target, program), join(folder, program));
    await copyFile(join(root, 'LICENSE'), join(folder, 'LICENSE'));
    await copyFile(join(root, 'docs', 'cli.md'), join(folder, 'README.md'));
    await mkdir(join(folder, 'docs'));
    await copyFile(join(root, 'docs', 'fix-a-failed-gate.md'), join(folder, 'docs', 'fix-a-failed-gate.md'));
    const licences = bundled.map(({ name, version, license, texts }) =>
      [`${name} ${version} (${license})`, ...texts].join('\n\n'),
    );
    await writeFile(join(folder, 'LICENSES-OF-OTHERS.txt'), `${licences.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`);
    const [command = '', ...args] = npm();
    const output = await run(command, [...args, 'pack', '--silent', '--pack-destination', target], { cwd: folder });
    return basename(output.trim().split('\n').at(-1) ?? '');
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** @param {string} path */
async function sha256(path) {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}
