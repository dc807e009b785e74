// Writes docs/security-config.schema.json, with which editors complete security-config.yml, from the
// schema that the parser checks with: `pnpm --filter @plimsoll/backend run policy-schema`.
import { writeFileSync } from 'node:fs';

const built = new URL('../backend/dist/core/policy/policy-schema.js', import.meta.url);
/** @type {typeof import('../backend/src/core/policy/policy-schema.js')} */
const { policySchema } = await import(built.href);
const target = new URL('../docs/security-config.schema.json', import.meta.url);
writeFileSync(target, `${JSON.stringify(policySchema, null, 2)}\n`);
