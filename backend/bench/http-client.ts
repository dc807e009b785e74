import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { performance } from 'node:perf_hooks';
import { type Credentials, PIPELINE } from './credentials.js';

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
  /** From the first byte sent to the last one received. */
  readonly milliseconds: number;
}

/** One connection that is kept, as a browser or a pipeline would. */
const ONE_CONNECTION = new Agent({ keepAlive: true, maxSockets: 1 });

/** A pipeline on one connection, where nothing else is said. */
export interface Sender {
  readonly headers?: Credentials;
  readonly agent?: Agent;
}

type Body = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

export function get(url: string, sender: Sender = {}): Promise<Answer> {
  return send('GET', url, sender, []);
}

export function post(url: string, body: Body, sender: Sender = {}): Promise<Answer> {
  return send('POST', url, sender, body);
}

async function send(
  method: string,
  url: string,
  { headers = PIPELINE, agent = ONE_CONNECTION }: Sender,
  body: Body,
): Promise<Answer> {
  const start = performance.now();
  const outgoing = request(url, { method, agent, headers });
  const answered = new Promise<Omit<Answer, 'milliseconds'>>((resolve, reject) => {
    outgoing.once('error', reject);
    outgoing.once('response', (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.once('error', reject);
      incoming.once('end', () =>
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
  });
  // A server that refuses answers before everything is sent; the answer says more than the broken pipe.
  const drained = () => new Promise((resolve) => outgoing.once('drain', resolve));
  for await (const chunk of body) if (!outgoing.write(chunk)) await Promise.race([drained(), answered]);
  outgoing.end();
  const answer = await answered;
  return { ...answer, milliseconds: performance.now() - start };
}

/** The answer's JSON; throws with the problem's text for anything but success. */
export function jsonOf<T>({ status, body }: Pick<Answer, 'status' | 'body'>): T {
  if (status >= 300) throw new Error(`the API answered ${status}: ${body.slice(0, 2000)}`);
  return JSON.parse(body) as T;
}
