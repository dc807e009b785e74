import type { Agent } from 'node:http';
import { CONSOLE_ORIGIN } from './api-process.js';
import { type Answer, post } from './http-client.js';

const CONSOLE = { Origin: CONSOLE_ORIGIN, 'Content-Type': 'application/json' };

/** Signs in with a password, as the console does. Throws where the API refuses that. */
export async function signIn(url: string, person: { email: string; password: string }, agent?: Agent): Promise<Answer> {
  const body = [Buffer.from(JSON.stringify(person))];
  const answer = await post(`${url}/api/v1/sign-in`, body, { headers: CONSOLE, ...(agent && { agent }) });
  if (answer.status !== 200) throw new Error(`a sign-in was answered with ${answer.status}: ${answer.body}`);
  return answer;
}
