import 'server-only';
import { env } from '@/config/env';
import { createApiClient, type ApiClient } from './client';
import { newRequestId, REQUEST_ID_HEADER } from './problem';

let client: ApiClient | undefined;

/** The API as Server Components reach it: directly, not through the console's own origin. */
export function serverApi(): ApiClient {
  client ??= createApiClient(env().apiUrl, () => ({ [REQUEST_ID_HEADER]: newRequestId() }));
  return client;
}
