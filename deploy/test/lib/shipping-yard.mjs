import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { outputOf } from './command.mjs';
import { SHIPPING_POLICY } from './shipping-policy.mjs';
import { Registry } from './shipping-registry.mjs';
import { buildImage, installPackages, makeFolder, removeFolder, removeImages, script } from './shipping-tools.mjs';

/** @typedef {import('./command.mjs').Outcome} Outcome */

/** What one suite ships: a folder with a space in its name, a registry, two keys and images of its own. */
export class Yard {
  /**
   * @param {string} suite
   * @param {import('./shipping-registry.mjs').Settings} [settings]
   */
  static async open(suite, settings) {
    const folder = await makeFolder();
    const yard = new Yard(`plimsoll-test-${suite}-${process.pid}`, folder, await Registry.start(folder, settings));
    await writeFile(join(folder, 'security-config.yml'), SHIPPING_POLICY);
    for (const key of ['own', 'other']) await yard.makeKey(key);
    return yard;
  }

  /**
   * @param {string} name
   * @param {string} folder
   * @param {Registry} registry
   */
  constructor(name, folder, registry) {
    this.name = name;
    this.folder = folder;
    this.registry = registry;
    /** @type {string[]} */
    this.images = [];
  }

  async close() {
    await this.registry.stop();
    await removeImages(this.images);
    await removeFolder(this.folder);
  }

  /**
   * The registry with other settings, where it is and with what it has.
   *
   * @param {import('./shipping-registry.mjs').Settings} settings
   */
  async restart(settings) {
    await this.registry.stop();
    this.registry = await Registry.start(this.folder, { ...settings, port: Number(this.registry.host.split(':')[1]) });
  }

  /** @param {string} name */
  async makeKey(name) {
    await mkdir(join(this.folder, name));
    const env = { ...process.env, COSIGN_PASSWORD: '' };
    await outputOf('cosign', ['generate-key-pair'], { cwd: join(this.folder, name), env });
  }

  /** @param {string} name */
  publicKey(name) {
    return join(this.folder, name, 'cosign.pub');
  }

  /** @param {string} name */
  privateKey(name) {
    return join(this.folder, name, 'cosign.key');
  }

  /**
   * Builds an image, and answers its name.
   *
   * @param {string} tag
   * @param {Record<string, string>} [packages]
   */
  async image(tag, packages = {}) {
    const context = join(this.folder, `image ${tag}`);
    await mkdir(join(context, 'node_modules'), { recursive: true });
    if (Object.keys(packages).length > 0) await installPackages(context, packages);
    await writeFile(join(context, 'node_modules', 'name'), `${this.name} ${tag}`);
    const image = `${this.name}:${tag}`;
    await buildImage(image, context, 'COPY node_modules /app/node_modules\nUSER 1001:1001');
    this.images.push(image, `${this.registry.host}/${this.name}:${tag}`);
    return image;
  }

  /**
   * @param {string} image
   * @param {number} [expected]
   */
  async scan(image, expected = 0) {
    const { code, stdout, stderr } = await script('security-scan.sh', ['--offline', '--quiet', image], {
      cwd: this.folder,
    });
    assert.equal(code, expected, stdout + stderr);
  }

  /**
   * Runs registry-setup.sh with the suite's registry and its own key.
   *
   * @param {readonly string[]} args
   * @param {NodeJS.ProcessEnv} [env]
   * @param {string} [input]
   * @returns {Promise<Outcome>}
   */
  setup(args, env = {}, input = '') {
    return script('registry-setup.sh', args, { cwd: this.folder, env: { ...this.environment, ...env }, input });
  }

  /**
   * The same, which must succeed.
   *
   * @param {readonly string[]} args
   * @param {NodeJS.ProcessEnv} [env]
   * @returns {Promise<string>} what it wrote
   */
  async must(args, env) {
    const { code, stdout, stderr } = await this.setup(args, env);
    assert.equal(code, 0, `${args.join(' ')}\n${stdout}${stderr}`);
    return stdout;
  }

  get environment() {
    return {
      REGISTRY: this.registry.host,
      COSIGN_KEY: this.privateKey('own'),
      COSIGN_PASSWORD: '',
      PLIMSOLL_VERIFY_KEY: this.publicKey('own'),
      DOCKER_CONFIG: join(this.folder, 'docker'),
      RETRY_UNIT: '50',
    };
  }

  /** @param {string} image */
  async push(image) {
    return (await this.must(['push', image])).trim();
  }

  /**
   * Both verify and promote must say why, and end so.
   *
   * @param {string} reference
   * @param {RegExp} reason
   * @param {{ code?: number, env?: NodeJS.ProcessEnv, options?: readonly string[] }} [expected]
   */
  async assertRefused(reference, reason, { code = 1, env = {}, options = [] } = {}) {
    for (const command of ['verify', 'promote']) {
      const { stdout, stderr, ...outcome } = await this.setup([command, reference, 'prod', ...options], env);
      assert.match(stdout + stderr, reason);
      assert.equal(outcome.code, code, stdout + stderr);
    }
  }
}

/** @param {string} reference */
export function digestOf(reference) {
  return reference.slice(reference.indexOf('@') + 1);
}
