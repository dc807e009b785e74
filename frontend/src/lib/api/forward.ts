import 'server-only';
import { env } from '@/config/env';
import { newRequestId, REQUEST_ID_HEADER, unreachableProblem, type Problem } from './problem';
import { stoppingSignal } from './stopping';

/** Headers that belong to one connection (RFC 9110, 7.6.1). */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** Those that fetch sets by itself: the target's host, and a length only where the body is not a stream. */
const SET_BY_FETCH = ['host', 'content-length', 'expect'];

const PUBLIC_PATH = /^\/api\/(v1\/.+|openapi\.json)$/;

/**
 * Hands a browser's request on to the API, so that the browser talks to one origin. Bodies are streamed in both
 * directions. The target host is configuration and the path is one of two, so this is no open proxy.
 */
export async function forwardToApi(request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const requestId = request.headers.get(REQUEST_ID_HEADER) ?? newRequestId();
  if (!PUBLIC_PATH.test(pathname)) {
    return problemResponse({
      title: 'Not found',
      status: 404,
      detail: `There is no ${pathname}. The API lives under /api/v1.`,
      code: 'not_found',
      requestId,
    });
  }

  const hasBody = request.body !== null && request.method !== 'GET' && request.method !== 'HEAD';
  try {
    const response = await fetch(new URL(pathname + search, env().PLIMSOLL_API_URL), {
      method: request.method,
      headers: requestHeaders(request.headers, requestId),
      redirect: 'manual',
      signal: isEndless(request) ? AbortSignal.any([request.signal, stoppingSignal]) : request.signal,
      cache: 'no-store',
      ...(hasBody ? { body: request.body, duplex: 'half' } : {}),
    });
    return new Response(response.body, {
      status: response.status,
      statusText: response.statusText,
      headers: without(response.headers, HOP_BY_HOP),
    });
  } catch (error) {
    if (!request.signal.aborted) logUnreachable(error, requestId);
    return problemResponse(unreachableProblem(requestId));
  }
}

/** A stream of events ends with this server; every other answer is waited for. */
function isEndless({ headers }: Request): boolean {
  return headers.get('accept')?.includes('text/event-stream') ?? false;
}

function requestHeaders(received: Headers, requestId: string): Headers {
  const headers = without(received, [...HOP_BY_HOP, ...SET_BY_FETCH]);
  headers.set(REQUEST_ID_HEADER, requestId);
  // fetch would decode a compressed answer while its headers still call it compressed.
  headers.set('accept-encoding', 'identity');
  return headers;
}

function without(received: Headers, names: readonly string[]): Headers {
  const headers = new Headers(received);
  for (const name of names) headers.delete(name);
  return headers;
}

function problemResponse(problem: Problem): Response {
  return Response.json(
    { type: 'about:blank', ...problem },
    {
      status: problem.status,
      headers: { 'content-type': 'application/problem+json', [REQUEST_ID_HEADER]: problem.requestId ?? '' },
    },
  );
}

function logUnreachable(error: unknown, requestId: string): void {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const line = {
    level: 'error',
    time: new Date().toISOString(),
    requestId,
    message: `API unreachable: ${String(cause)}`,
  };
  process.stderr.write(`${JSON.stringify(line)}\n`);
}
