import { setTimeout as sleep } from 'node:timers/promises';
import { outcomeOf, outputOf } from './command.mjs';
import { projectName } from './project.mjs';

/** @typedef {import('./command.mjs').Outcome} Outcome */
/** @typedef {import('./stack.mjs').Inspection} Inspection */

/** By which the runner knows what a killed suite has left. */
const LABEL = `com.docker.compose.project=${projectName('images')}`;

/** What a container gets that has every restriction but none of a compose file. */
export const STRICT = ['--read-only', '--tmpfs', '/tmp:size=16m,noexec', '--cap-drop', 'ALL'].concat(
  '--security-opt',
  'no-new-privileges',
);

/** A network without a way out. */
export class PrivateNetwork {
  /** @param {string} name */
  constructor(name) {
    this.name = name;
  }

  /** @param {string} purpose tells two networks of one run apart */
  static async make(purpose) {
    const name = projectName(`images-${purpose}`);
    await outputOf('docker', ['network', 'create', '--internal', '--label', LABEL, name]);
    return new PrivateNetwork(name);
  }

  async remove() {
    await outcomeOf('docker', ['network', 'rm', this.name]);
  }
}

/** One container of an image, without compose: what the image promises by itself. */
export class Container {
  /** @param {string} id */
  constructor(id) {
    this.id = id;
  }

  /**
   * @param {readonly string[]} options of `docker run`
   * @param {string} image
   * @param {readonly string[]} [command]
   */
  static async start(options, image, command = []) {
    const args = ['run', '--detach', '--label', LABEL, ...options, image, ...command];
    return new Container((await outputOf('docker', args)).trim());
  }

  /**
   * Runs a container to its end.
   *
   * @param {readonly string[]} options of `docker run`
   * @param {string} image
   * @param {readonly string[]} [command]
   */
  static run(options, image, command = []) {
    return outcomeOf('docker', ['run', '--rm', '--label', LABEL, ...options, image, ...command]);
  }

  /** @param {...string} command */
  exec(...command) {
    return outcomeOf('docker', ['exec', this.id, ...command]);
  }

  /** @returns {Promise<Inspection>} */
  async inspect() {
    const [inspection] = JSON.parse(await outputOf('docker', ['container', 'inspect', this.id]));
    return inspection;
  }

  async logs() {
    const { stdout, stderr } = await outcomeOf('docker', ['logs', this.id]);
    return stdout + stderr;
  }

  /**
   * Waits until the image's own health check says so.
   *
   * @param {number} milliseconds
   */
  async isHealthyWithin(milliseconds) {
    const deadline = Date.now() + milliseconds;
    for (;;) {
      const { State } = await this.inspect();
      if (State.Health?.Status === 'healthy') return;
      if (!State.Running) throw new Error(`The container ended with ${State.ExitCode}:\n${await this.logs()}`);
      if (Date.now() > deadline) throw new Error(`The container did not become healthy:\n${await this.logs()}`);
      await sleep(250);
    }
  }

  /** @param {string} signal */
  async signal(signal) {
    await outputOf('docker', ['kill', '--signal', signal, this.id]);
  }

  /** The exit code, once it has ended. */
  async exitCode() {
    return Number((await outputOf('docker', ['wait', this.id])).trim());
  }

  async remove() {
    await outcomeOf('docker', ['rm', '--force', '--volumes', this.id]);
  }
}
