import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { frontend } from '../../scripts/lib/paths.mjs';

/**
 * The types that the web console knows the API by.
 *
 * @type {import('./registry.mjs').Generator}
 */
export async function apiTypes(read) {
  const ours = createRequire(join(frontend, 'package.json'));
  const folder = join(ours.resolve('openapi-typescript/package.json'), '..');
  /** @type {typeof import('../../frontend/node_modules/openapi-typescript/dist/index.mjs')} */
  const {
    default: openapiTS,
    astToString,
    COMMENT_HEADER,
  } = await import(pathToFileURL(join(folder, 'dist', 'index.mjs')).href);
  return `${COMMENT_HEADER}${astToString(await openapiTS(read('backend/openapi.json')))}`;
}
