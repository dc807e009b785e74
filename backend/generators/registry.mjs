import { helpPage } from './help-page.mjs';
import { permissions } from './permissions.mjs';
import { policySchema } from './policy-schema.mjs';
import { variables } from './variables.mjs';
import { vocabulary } from './vocabulary.mjs';

/**
 * @callback Read the text of a committed file, or what another generator has just made of it
 * @param {string} path from the root
 * @returns {string}
 */

/**
 * Makes the whole text of a file; throws a GenerateError where the sources do not allow that.
 *
 * @callback Generator
 * @param {Read} read
 * @returns {Promise<string>}
 */

/** All that is generated and committed; what is made of another comes after it. @type {Readonly<Record<string, Generator>>} */
export const GENERATORS = {
  // Loaded when they are asked for: with TypeScript's compiler and Nest these take a second.
  'backend/openapi.json': async (read) => (await import('./openapi/document.mjs')).openApi(read),
  'frontend/src/lib/api/schema.d.ts': async (read) => (await import('./api-types.mjs')).apiTypes(read),
  'frontend/src/lib/api/vocabulary.ts': vocabulary,
  'docs/security-config.schema.json': policySchema,
  'docs/configuration.md': variables,
  'docs/security.md': permissions,
  'frontend/src/features/help/generated/fix-a-failed-gate.ts': helpPage,
};
