/**
 * A module of the last build.
 *
 * @param {string} module of backend/src, without its ending
 */
export function built(module) {
  return import(new URL(`../dist/${module}.js`, import.meta.url).href);
}
