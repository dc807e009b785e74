export const LINK_KINDS = ['setup', 'invite', 'reset'] as const;
export type LinkKind = (typeof LINK_KINDS)[number];

const MINUTE = 60_000;

/** For so long is a link good. */
export const LINK_LIFETIME_MS: Readonly<Record<LinkKind, number>> = {
  setup: 30 * MINUTE,
  invite: 72 * 60 * MINUTE,
  reset: 60 * MINUTE,
};

/** The address of a page of the console. What follows the `#` stays in the browser: no server and no log sees it. */
export function linkText(publicUrl: string, kind: LinkKind, token: string): string {
  return `${publicUrl}/${kind === 'setup' ? 'setup' : 'link'}#token=${token}`;
}
