import { outcomeOf, outputOf } from './command.mjs';
import { projectName } from './project.mjs';

/** @typedef {import('./stack.mjs').Inspection} Inspection */

const BACKEND_IMAGE = process.env.BACKEND_IMAGE ?? 'plimsoll-backend:local';

/** As people start containers when nobody tells them otherwise. What finds nothing here finds nothing anywhere. */
export class SoftContainer {
  id;

  /** @param {string} id */
  constructor(id) {
    this.id = id;
  }

  /**
   * @param {string} folder of the host, that the container may write to
   * @param {string} secret that it shows
   */
  static async start(folder, secret) {
    const label = `com.docker.compose.project=${projectName('soft')}`;
    const settings = ['--label', label, '--user', '0:0', '--publish', '3001', '--volume', `${folder}:/mnt`];
    const shown = [
      '--env',
      `DATABASE_URL=${secret}`,
      '--tmpfs',
      '/run/exec:exec',
      '--security-opt',
      'seccomp=unconfined',
    ];
    const script = `
      chown 1001 /etc/motd 2>/dev/null || { : >/etc/motd && chown 1001 /etc/motd; }
      cp /bin/busybox /usr/bin/raise && chmod 4755 /usr/bin/raise && : >/etc/anybody && chmod 0666 /etc/anybody
      node -e 'require("node:net").createServer().listen("/run/docker.sock")' &
      echo "$DATABASE_URL" && sleep 600`;
    const command = ['--entrypoint', 'sh', BACKEND_IMAGE, '-c', script];
    const id = (await outputOf('docker', ['run', '--detach', ...settings, ...shown, ...command])).trim();
    const container = new SoftContainer(id);
    await outputOf('docker', [
      'exec',
      id,
      'sh',
      '-c',
      'until [ -u /usr/bin/raise ] && [ -e /etc/anybody ] && [ -S /run/docker.sock ]; do sleep 0.1; done',
    ]);
    return container;
  }

  /** @returns {Promise<Inspection>} */
  async inspect() {
    const [inspection] = JSON.parse(await outputOf('docker', ['container', 'inspect', this.id]));
    return inspection;
  }

  async remove() {
    await outcomeOf('docker', ['rm', '--force', '--volumes', this.id]);
  }
}
