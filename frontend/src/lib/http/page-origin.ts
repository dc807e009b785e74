import 'server-only';
import { headers } from 'next/headers';

/** Where the browser reached this page, which is also where the API is reached. */
export async function pageOrigin(): Promise<string> {
  const received = await headers();
  const host = received.get('x-forwarded-host') ?? received.get('host') ?? 'localhost:3000';
  return `${received.get('x-forwarded-proto') ?? 'http'}://${host}`;
}
