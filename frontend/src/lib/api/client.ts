import createClient, { type Client, type Middleware } from 'openapi-fetch';
import { unstable_rethrow } from 'next/navigation';
import { asProblem, unreachableProblem, type Problem } from './problem';
import type { paths } from './schema';

export type ApiClient = Client<paths>;

/** An answer, or why there is none. Expected failures are values: pages show them, they do not crash on them. */
export type ApiResult<T> = { readonly ok: true; readonly data: T } | { readonly ok: false; readonly problem: Problem };

export function createApiClient(baseUrl: string, middleware?: Middleware): ApiClient {
  const client = createClient<paths>({
    baseUrl,
    cache: 'no-store',
    querySerializer: { array: { style: 'form', explode: false } },
  });
  if (middleware) client.use(middleware);
  return client;
}

interface Answer<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/** Awaits a call of the client. An aborted call still rejects; everything else becomes a result. */
export function resultOf<T>(call: Promise<Answer<T>>): Promise<ApiResult<NonNullable<T>>> {
  return settled(call, ({ data }) => data ?? undefined);
}

/** The same for a call whose answer has no body. */
export function doneOf(call: Promise<Answer<unknown>>): Promise<ApiResult<null>> {
  return settled(call, () => null);
}

/** `read` gives undefined for an answer that is not what was asked for. */
async function settled<T, R>(
  call: Promise<Answer<T>>,
  read: (answer: Answer<T>) => R | undefined,
): Promise<ApiResult<R>> {
  try {
    const answer = await call;
    const data = answer.response.ok ? read(answer) : undefined;
    return data === undefined ? { ok: false, problem: asProblem(answer.error, answer.response) } : { ok: true, data };
  } catch (error) {
    // On the server, a request without a session ends in a redirect, which travels as an exception.
    unstable_rethrow(error);
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    return { ok: false, problem: unreachableProblem() };
  }
}
