/** Only resolves paths; nothing is ever sent there. */
const BASE = 'http://console.invalid';

const NOT_TO_RETURN_TO = ['/sign-in', '/setup', '/link', '/api'];

/**
 * Where to go after signing in: a path of the console itself. Whatever else the address asks for (another site, a
 * script, the sign-in again) leads to the fleet.
 */
export function returnPathFrom(text: string | null | undefined): string {
  if (!text?.startsWith('/') || !URL.canParse(text, BASE)) return '/';
  const { origin, pathname, search, hash } = new URL(text, BASE);
  const isOwn = origin === BASE && !pathname.startsWith('//');
  if (!isOwn || NOT_TO_RETURN_TO.some((path) => pathname === path || pathname.startsWith(`${path}/`))) return '/';
  return pathname + search + hash;
}

/** The sign-in that leads back to a page. */
export function signInPath(page: string | null | undefined): string {
  const back = returnPathFrom(page);
  return back === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(back)}`;
}
