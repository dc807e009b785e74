import type { components } from './schema';

type ProblemDetails = components['schemas']['ProblemDetails'];

export type ProblemIssue = components['schemas']['ProblemIssue'];

/** RFC 9457, as the API writes it; only what is always there is asked of it, as gateways write problems too. */
export type Problem = Pick<ProblemDetails, 'title' | 'status' | 'code'> & Partial<ProblemDetails>;

export const REQUEST_ID_HEADER = 'x-request-id';

export function newRequestId(): string {
  return crypto.randomUUID();
}

/** Reads an answer that is not what was hoped for; whatever it holds, a problem comes out. */
export function asProblem(body: unknown, response: { readonly status: number; readonly headers: Headers }): Problem {
  const requestId = response.headers.get(REQUEST_ID_HEADER);
  return {
    title: 'The API gave an answer that the console does not understand',
    status: response.status,
    code: 'unreadable_answer',
    ...(requestId ? { requestId } : {}),
    ...(typeof body === 'object' && body !== null && 'title' in body ? (body as Partial<Problem>) : {}),
  };
}

/** What is shown when no answer came at all. */
export function unreachableProblem(requestId?: string): Problem {
  return {
    title: 'The API does not answer',
    status: 502,
    detail: 'The console could not reach the Plimsoll API. What was stored stays stored; try again when it is up.',
    code: 'upstream_unreachable',
    ...(requestId ? { requestId } : {}),
  };
}
