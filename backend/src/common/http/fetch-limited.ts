/** In bytes. */
const LARGEST = 256 * 1024;

/** There is no answer, or none in time, or too much of it. */
export class FetchFailedError extends Error {
  override readonly name = 'FetchFailedError';
}

/** Fetch for what others answer: reads it at once, and not more than 256 KiB. Throws FetchFailedError. */
export async function fetchLimited(url: string, options: RequestInit): Promise<Response> {
  try {
    const response = await fetch(url, options);
    const body = await readLimited(response);
    return new Response(body, { status: response.status, headers: response.headers });
  } catch (error) {
    if (error instanceof FetchFailedError) throw error;
    throw new FetchFailedError(`${new URL(url).host} cannot be reached: ${reasonOf(error)}`, { cause: error });
  }
}

async function readLimited({ body, url }: Response): Promise<Buffer<ArrayBuffer> | null> {
  if (body === null) return null;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += (chunk as Uint8Array).length;
    if (size > LARGEST) throw new FetchFailedError(`${new URL(url).host} answers with more than ${LARGEST} bytes`);
    chunks.push(chunk as Uint8Array);
  }
  return Buffer.concat(chunks);
}

/** What fetch itself says is only that it failed. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
