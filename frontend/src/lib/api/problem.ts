import type { components } from './schema';

type ProblemDetails = components['schemas']['ProblemDetails'];
export type ProblemIssue = components['schemas']['ProblemIssue'];

/** RFC 9457, as the API writes it; only what is always there is asked of it, as gateways write problems too. */
export type Problem = Pick<ProblemDetails, 'title' | 'status' | 'code'> &
  Partial<ProblemDetails> & {
    /** From the header of that name: when asking again makes sense. */
    readonly retryAfterSeconds?: number;
  };

export const REQUEST_ID_HEADER = 'x-request-id';

export function newRequestId(): string {
  return crypto.randomUUID();
}

interface Received {
  readonly status: number;
  readonly headers: Headers;
}

/** Reads an answer that is not what was hoped for; whatever it holds, a problem comes out. */
export function asProblem(body: unknown, { status, headers }: Received): Problem {
  const requestId = headers.get(REQUEST_ID_HEADER);
  const retryAfterSeconds = Number.parseInt(headers.get('retry-after') ?? '', 10);
  return {
    title: 'Unexpected response from the API',
    status,
    code: 'unreadable_answer',
    ...(requestId ? { requestId } : {}),
    ...(retryAfterSeconds > 0 ? { retryAfterSeconds } : {}),
    ...(isProblem(body) ? body : {}),
  };
}

function isProblem(body: unknown): body is Partial<Problem> {
  return typeof body === 'object' && body !== null && 'title' in body;
}

/** What is shown when no answer came at all. */
export function unreachableProblem(requestId?: string): Problem {
  return {
    title: 'The API does not answer',
    status: 502,
    detail: 'The console could not reach the Plimsoll API. Stored data is not affected. Try again in a moment.',
    code: 'upstream_unreachable',
    ...(requestId ? { requestId } : {}),
  };
}

/** Codes of the API for a missing or ended session, or an incomplete sign-in. */
const SIGN_IN_MISSING = new Set(['unauthenticated', 'second_factor_required', 'factor_enrolment_required']);

export function needsSignIn({ code }: Problem): boolean {
  return SIGN_IN_MISSING.has(code);
}

/** Whether an answer says that its reader has to sign in first. Leaves the body to be read. */
export async function isSignInMissing(response: Response): Promise<boolean> {
  if (response.status !== 401 && response.status !== 403) return false;
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => null);
  return needsSignIn(asProblem(body, response));
}

/** Whether an issue is about a field of what was sent: the API names members of bodies as it does parameters. */
export function isAbout({ pointer, parameter }: ProblemIssue, field: string): boolean {
  return parameter === field || pointer === `/${field}`;
}
