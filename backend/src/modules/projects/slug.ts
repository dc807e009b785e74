export const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;
export const LONGEST_SLUG = 63;

/** Whether a project can be named so. */
export function isProjectSlug(text: string): boolean {
  return text.length <= LONGEST_SLUG && SLUG.test(text);
}
