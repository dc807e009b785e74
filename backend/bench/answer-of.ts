import type { Answer } from './http-client.js';

/** The answer, or status 0 for a connection that ended without one. */
export async function answerOf(asked: Promise<Answer>): Promise<Pick<Answer, 'status' | 'body'>> {
  try {
    return await asked;
  } catch (error) {
    return { status: 0, body: error instanceof Error ? error.message : String(error) };
  }
}
