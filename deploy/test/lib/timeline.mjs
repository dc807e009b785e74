import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** @typedef {{ service: string, action: string, exitCode: number | null, at: number }} Happening at: milliseconds since 1970 */

const KEPT = new Set(['create', 'start', 'die', 'oom', 'health_status: healthy', 'health_status: unhealthy']);

/** What happens to the containers of a project, as Docker tells it: exact, and also when it is over in between two looks. */
export class Timeline {
  /** @type {Happening[]} */
  happenings = [];
  #child;

  /**
   * @param {string} project
   * @param {NodeJS.ProcessEnv} env
   */
  constructor(project, env) {
    const since = `${Math.floor(Date.now() / 1000)}`;
    const filter = `label=com.docker.compose.project=${project}`;
    this.#child = spawn(
      'docker',
      ['events', '--since', since, '--filter', filter, '--filter', 'type=container', '--format', '{{json .}}'],
      { env, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    createInterface({ input: this.#child.stdout }).on('line', (line) => this.#add(JSON.parse(line)));
  }

  /**
   * When something happened first since an instant; undefined if it did not.
   *
   * @param {string} service
   * @param {string} action such as "start", "die", "health_status: healthy"
   * @param {number} [since]
   */
  firstAfter(service, action, since = 0) {
    return this.happenings.find((it) => it.service === service && it.action === action && it.at >= since)?.at;
  }

  async close() {
    if (this.#child.exitCode !== null || !this.#child.kill()) return;
    await once(this.#child, 'close');
  }

  /** @param {{ Action: string, timeNano: number, Actor: { Attributes: Record<string, string> } }} event */
  #add({ Action, timeNano, Actor }) {
    if (!KEPT.has(Action)) return;
    const { exitCode, 'com.docker.compose.service': service = '' } = Actor.Attributes;
    const code = exitCode === undefined ? null : Number(exitCode);
    this.happenings.push({ service, action: Action, exitCode: code, at: timeNano / 1e6 });
  }
}
