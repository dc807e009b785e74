import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Schemas that files are held to at a start, and which module exports each. */
const SCHEMAS = { policySchema: 'policy-schema.ts', waiversSchema: 'waivers-schema.ts' };

/**
 * What takes the place of core/policy/compile-shape.ts in the bundle: the schemas are compiled when it is made, and ajv's
 * compiler is not needed for them.
 *
 * @param {string} backend
 * @param {(source: string) => Promise<Record<string, any>>} evaluate runs a module that imports TypeScript, and gives its exports
 * @returns {Promise<string>} JavaScript
 */
export async function readyShapes(backend, evaluate) {
  const load = createRequire(join(backend, 'package.json'));
  const { Ajv } = load('ajv');
  const standaloneCode = load('ajv/dist/standalone').default;
  const policy = join(backend, 'src', 'core', 'policy');
  const names = Object.entries({ ...SCHEMAS, SHAPE_OPTIONS: 'shape-options.ts' });
  const { SHAPE_OPTIONS, ...schemas } = await evaluate(
    names.map(([name, file]) => `export { ${name} } from ${JSON.stringify(join(policy, file))};`).join('\n'),
  );
  /** @type {Map<string, string>} by what is imported, under which name */
  const imports = new Map();
  const shapes = Object.values(schemas).map((schema) => {
    const ajv = new Ajv({ ...SHAPE_OPTIONS, code: { ...SHAPE_OPTIONS.code, source: true } });
    const code = standaloneCode(ajv, ajv.compile(schema)).replace(
      /require\("([^"]+)"\)/g,
      (/** @type {string} */ _, /** @type {string} */ name) => {
        if (!imports.has(name)) imports.set(name, `runtime${imports.size}`);
        return `${imports.get(name)}`;
      },
    );
    return `${JSON.stringify(hashOf(schema))}: () => { const module = { exports: {} }; ${code}; return module.exports; }`;
  });
  return `${[...imports].map(importOf).join('\n')}
import { createHash } from 'node:crypto';
const SHAPES = { ${shapes.join(',\n')} };
const hashOf = ${hashOf};
export function compileShape(schema) {
  const make = SHAPES[hashOf(schema)];
  if (make === undefined) throw new Error('the bundle was made for another schema');
  return make();
}`;
}

/** @param {object} schema */
function hashOf(schema) {
  return createHash('sha256').update(JSON.stringify(schema)).digest('hex');
}

/**
 * Modules of CommonJS that name their default export: whether a bundler gives that or all of them is its matter.
 *
 * @param {[string, string]} entry
 */
function importOf([name, as]) {
  return `import ${as}s from ${JSON.stringify(name)};\nconst ${as} = { default: ${as}s.default ?? ${as}s };`;
}
