import 'server-only';
import { cookies } from 'next/headers';
import { asTheme, THEME_COOKIE, type Theme } from '../theme';

/** What was chosen in this browser. */
export async function readTheme(): Promise<Theme> {
  return asTheme((await cookies()).get(THEME_COOKIE)?.value);
}
