import createClient, { type Client } from 'openapi-fetch';
import { asProblem, unreachableProblem, type Problem } from './problem';
import type { paths } from './schema';

export type ApiClient = Client<paths>;

/** An answer, or why there is none. Expected failures are values: pages show them, they do not crash on them. */
export type ApiResult<T> = { readonly ok: true; readonly data: T } | { readonly ok: false; readonly problem: Problem };

export function createApiClient(baseUrl: string, headers?: () => Record<string, string>): ApiClient {
  const client = createClient<paths>({
    baseUrl,
    cache: 'no-store',
    querySerializer: { array: { style: 'form', explode: false } },
  });
  if (headers) {
    client.use({
      onRequest({ request }) {
        for (const [name, value] of Object.entries(headers())) request.headers.set(name, value);
      },
    });
  }
  return client;
}

interface Answer<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/** Awaits a call of the client. An aborted call still rejects; everything else becomes a result. */
export async function resultOf<T>(call: Promise<Answer<T>>): Promise<ApiResult<NonNullable<T>>> {
  try {
    const { data, error, response } = await call;
    if (response.ok && data !== undefined && data !== null) return { ok: true, data };
    return { ok: false, problem: asProblem(error, response) };
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    return { ok: false, problem: unreachableProblem() };
  }
}
