import type { RouteOptions } from 'fastify';

/** Which methods each address takes, to distinguish a wrong method from a wrong address. */
export class RouteTable {
  readonly #routes: { methods: readonly string[]; pattern: RegExp }[] = [];

  /** For Fastify's onRoute hook. */
  readonly add = ({ method, url }: RouteOptions): void => {
    const pattern = url.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll(/:[^/]+/g, '[^/]+');
    this.#routes.push({ methods: [method].flat(), pattern: new RegExp(`^${pattern}$`) });
  };

  /** Empty: there is nothing at this path. */
  methodsAt(path: string): string[] {
    const methods = this.#routes.filter(({ pattern }) => pattern.test(path)).flatMap((route) => route.methods);
    return [...new Set(methods)].sort();
  }
}
