import { once } from 'node:events';
import { createServer, request as ask } from 'node:http';

/** @typedef {(request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse) => boolean} Fault whether it has answered */

/** Stands in front of a registry and, when it is told to, is a busy or a broken one. */
export class FaultProxy {
  /** @type {Fault} */
  fault = () => false;
  host = '';

  /** @param {string} registry `host:port` */
  static async start(registry) {
    const [hostname, port] = registry.split(':');
    const own = new FaultProxy();
    own.server = createServer((request, response) => {
      if (own.fault(request, response)) return;
      const { method, url: path, headers } = request;
      const onwards = ask({ hostname, port, method, path, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      onwards.on('error', () => response.destroy());
      request.pipe(onwards);
    }).listen(0, '127.0.0.1');
    await once(own.server, 'listening');
    const address = own.server.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
    own.host = `127.0.0.1:${address.port}`;
    return own;
  }

  server = createServer();

  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }
}
