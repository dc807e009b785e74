/** In bytes. */
const LARGEST = 256 * 1024;

/** Fetch for what others answer: reads it at once, and not more than 256 KiB. */
export async function fetchLimited(url: string, options: RequestInit): Promise<Response> {
  const response = await fetch(url, options);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += (chunk as Uint8Array).length;
    if (size > LARGEST) throw new TypeError(`${new URL(url).host} answered with more than ${LARGEST} bytes`);
    chunks.push(chunk as Uint8Array);
  }
  const { status, headers } = response;
  return new Response(chunks.length === 0 ? null : Buffer.concat(chunks), { status, headers });
}

/** What fetch throws where there is no answer, or none in time, or too much of it. */
export function isFetchError(error: unknown): error is Error {
  if (error instanceof DOMException) return error.name === 'TimeoutError' || error.name === 'AbortError';
  return error instanceof TypeError;
}
