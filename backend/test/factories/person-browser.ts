import { CONSOLE_ORIGIN, type TestApi } from '../e2e/api.js';
import { type Answered, Browser } from '../e2e/browser.js';

/** A browser in which somebody is signed in already, if a cookie is given: for specs of what they do then. */
export class PersonBrowser {
  private readonly browser: Browser;

  constructor(api: Pick<TestApi, 'url'>, cookie = '', origin = CONSOLE_ORIGIN) {
    this.browser = new Browser(api, {}, origin);
    const [name = '', value = ''] = cookie.split('=', 2);
    if (name !== '') this.browser.cookies.set(name, value);
  }

  send(method: string, path: string, body?: unknown): Promise<Answered<unknown>> {
    return this.browser.send(method, `/${path}`, body);
  }

  /** The answer to a request that succeeds. */
  async ask<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const answered = await this.browser.send<Answer>(method, `/${path}`, body);
    if (answered.status < 300) return answered.body;
    throw new Error(`${method} ${path}: ${answered.status} ${JSON.stringify(answered.body)}`);
  }

  /** Status and code of a request that fails: `403 step_up_required`. */
  async refusal(method: string, path: string, body?: unknown): Promise<string> {
    const answered = await this.browser.send<{ code?: string } | null>(method, `/${path}`, body);
    return `${answered.status} ${answered.body?.code}`;
  }
}
