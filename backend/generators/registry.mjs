import { apiTypes } from './api-types.mjs';
import { helpPage } from './help-page.mjs';
import { openApi } from './openapi/document.mjs';
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
  'backend/openapi.json': openApi,
  'frontend/src/lib/api/schema.d.ts': apiTypes,
  'frontend/src/lib/api/vocabulary.ts': vocabulary,
  'docs/security-config.schema.json': policySchema,
  'docs/configuration.md': variables,
  'docs/security.md': permissions,
  'frontend/src/features/help/generated/fix-a-failed-gate.ts': helpPage,
};
