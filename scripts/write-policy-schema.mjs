// Writes docs/security-config.schema.json, with which editors complete security-config.yml, from the
// schema that the parser checks with: `pnpm --filter @plimsoll/backend run policy-schema`.
import { writeFileSync } from 'node:fs';
import { policySchema } from '../backend/dist/core/policy/policy-schema.js';

const target = new URL('../docs/security-config.schema.json', import.meta.url);
writeFileSync(target, `${JSON.stringify(policySchema, null, 2)}\n`);
