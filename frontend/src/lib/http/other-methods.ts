import { type IncomingMessage, Server, type ServerResponse } from 'node:http';

/** What pages and the way to the API know. Next answers TRACE with a failure of its own, and pages any other as they do GET. */
const KNOWN = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

type Emit = (this: Server, event: string | symbol, ...values: unknown[]) => boolean;

/** Has every request by another method refused before Next sees it, whose server is not made here. */
export function refuseOtherMethods(): void {
  const emit = Server.prototype.emit as Emit;
  const guarded: Emit = function (event, ...values) {
    if (event !== 'request') return emit.call(this, event, ...values);
    const [request, response] = values as [IncomingMessage, ServerResponse];
    if (KNOWN.includes(request.method ?? '')) return emit.call(this, event, ...values);
    const body = JSON.stringify({
      type: 'about:blank',
      title: 'Method not allowed',
      status: 405,
      detail: `${request.method} is not allowed here.`,
      code: 'method_not_allowed',
    });
    // What it has for a body is not read, so that the connection is of no use to the next request.
    response.writeHead(405, {
      Allow: KNOWN.join(', '),
      Connection: 'close',
      'Content-Type': 'application/problem+json',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    });
    response.end(body);
    return true;
  };
  Server.prototype.emit = guarded as typeof Server.prototype.emit;
}
