import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';

export interface RawRequest {
  method?: string;
  /** As it stands, where fetch would tidy it up. */
  path: string;
  headers?: Record<string, string | string[]>;
  body?: string | Uint8Array;
}

export interface RawAnswer {
  status: number;
  headers: NodeJS.Dict<string | string[]>;
  body: string;
}

/** Sends what fetch would not: paths with dots, headers twice, any method. */
export async function rawRequest(
  url: string,
  { method = 'GET', path, headers = {}, body }: RawRequest,
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  // Node would say nothing of the body of a DELETE.
  const length = body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) };
  const sending = request({ hostname, port, path, method, headers: { ...length, ...headers }, agent: false });
  const answered = once(sending, 'response');
  // A server that refuses answers before everything is sent: the answer says more than the broken pipe.
  sending.on('error', () => undefined);
  sending.end(body);
  const [answer] = (await answered) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return { status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks).toString() };
}
