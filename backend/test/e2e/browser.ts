import { CONSOLE_ORIGIN, type TestApi } from './api.js';

export interface Answered<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** A browser with the console open: it keeps its cookies, and says where its requests come from. */
export class Browser {
  /** By name. */
  readonly cookies = new Map<string, string>();
  /** As the last answers gave them, with their attributes. */
  readonly setCookies: string[] = [];

  constructor(
    private readonly api: Pick<TestApi, 'url'>,
    readonly headers: Record<string, string> = {},
    private readonly origin = CONSOLE_ORIGIN,
  ) {}

  get<Body>(path: string): Promise<Answered<Body>> {
    return this.send('GET', path);
  }

  post<Body>(path: string, body: unknown = {}): Promise<Answered<Body>> {
    return this.send('POST', path, body);
  }

  delete<Body>(path: string): Promise<Answered<Body>> {
    return this.send('DELETE', path);
  }

  async send<Body>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answered<Body>> {
    const response = await fetch(`${this.api.url}/api/v1${path}`, {
      method,
      headers: {
        Origin: this.origin,
        ...(this.cookies.size > 0 && { Cookie: this.cookieHeader() }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...this.headers,
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    for (const line of response.headers.getSetCookie()) this.keep(line);
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text === '' ? null : JSON.parse(text)) as Body,
    };
  }

  cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** Another one with the same cookies, as if they had been stolen. */
  copy(): Browser {
    const twin = new Browser(this.api, this.headers, this.origin);
    for (const [name, value] of this.cookies) twin.cookies.set(name, value);
    return twin;
  }

  private keep(line: string): void {
    this.setCookies.push(line);
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    const expires = /;\s*expires=([^;]+)/i.exec(line)?.[1];
    const isOver = expires !== undefined && Date.parse(expires) <= Date.now();
    if (isOver) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}
