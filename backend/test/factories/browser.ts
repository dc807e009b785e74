import { CONSOLE_ORIGIN, type TestApi } from '../e2e/api.js';

/** A browser with the console open: sends what its pages send, and keeps the cookies that it is given. */
export class Browser {
  private readonly cookies = new Map<string, string>();

  constructor(
    private readonly api: Pick<TestApi, 'call'>,
    cookie = '',
    private readonly origin = CONSOLE_ORIGIN,
  ) {
    for (const pair of cookie.split('; ').filter(Boolean)) this.keep(pair);
  }

  async send(method: string, path: string, body?: unknown): Promise<Response> {
    const response = await this.api.call(method, `/api/v1/${path}`, {
      headers: {
        Origin: this.origin,
        Cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      },
      ...(body !== undefined && { body }),
    });
    for (const cookie of response.headers.getSetCookie()) this.keep(cookie.split(';', 1)[0] ?? '');
    return response;
  }

  /** The answer to a request that succeeds. */
  async ask<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await this.send(method, path, body);
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (response.status === 204 ? undefined : await response.json()) as Answer;
  }

  /** Status and code of a request that fails: `403 step_up_required`. */
  async refusal(method: string, path: string, body?: unknown): Promise<string> {
    const response = await this.send(method, path, body);
    const { code } = (await response.json()) as { code?: string };
    return `${response.status} ${code}`;
  }

  private keep(pair: string): void {
    const [name = '', value = ''] = pair.split('=', 2);
    if (value === '') this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}
