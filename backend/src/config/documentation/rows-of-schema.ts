import type { ObjectSchema } from 'joi';
import type { VariableRow } from './variable-row.js';

interface Flags {
  readonly presence?: string;
  readonly default?: unknown;
  readonly description?: string;
}

/** As Joi describes a variable, as far as the tables tell of it. */
interface Described {
  readonly flags?: Flags;
  readonly notes?: readonly string[];
  readonly examples?: readonly unknown[];
  readonly metas?: readonly { readonly isSecret?: boolean; readonly isFileTaken?: boolean }[];
  readonly whens?: readonly { readonly is: { readonly allow: readonly unknown[] }; readonly otherwise: Described }[];
}

interface DescribedObject {
  readonly keys: Readonly<Record<string, Described>>;
  readonly dependencies?: readonly { readonly rel: string; readonly peers: readonly string[] }[];
}

const PATH_OF_THIS_MACHINE = /^\//;

/** The variables of a schema; throws where one does not say what it is for. */
export function rowsOfSchema(schema: ObjectSchema): VariableRow[] {
  const { keys, dependencies = [] } = schema.describe() as unknown as DescribedObject;
  return Object.entries(keys).map(([name, described]) => {
    const { flags = {}, notes = [], examples = [], metas = [] } = described;
    const [purpose] = notes;
    if (purpose === undefined) throw new Error(`${name} does not say what it is for: give it a note()`);
    const beside = dependencies.find(({ rel, peers }) => rel === 'and' && peers.includes(name));
    return {
      names: metas.some(({ isFileTaken }) => isFileTaken) ? [name, `${name}_FILE`] : [name],
      required: requiredOf(described, beside?.peers.filter((peer) => peer !== name) ?? []),
      default: defaultOf(described),
      isSecret: metas.some(({ isSecret }) => isSecret),
      example: examples.map(textOf)[0] ?? defaultOf(described),
      purpose: flags.description === undefined ? `${purpose}.` : `${purpose}. Expected: ${flags.description}.`,
    };
  });
}

function requiredOf({ flags, whens = [] }: Described, beside: readonly string[]): string {
  if (flags?.presence === 'required') return 'yes';
  const [where] = whens.filter(({ otherwise }) => otherwise.flags?.presence === 'required').map(environmentsOf);
  if (where !== undefined) return `in ${where}`;
  return beside.length > 0 ? `with ${beside.join(', ')}` : 'no';
}

function defaultOf({ flags, whens = [] }: Described): string {
  const standard = textOf(flags?.default);
  // It depends on where the files lie.
  if (PATH_OF_THIS_MACHINE.test(standard)) return '';
  const others = whens
    .filter(({ otherwise }) => otherwise.flags?.default !== undefined)
    .map((when) => `${textOf(when.otherwise.flags?.default)} in ${environmentsOf(when)}`);
  return [standard, ...others].filter((part) => part !== '').join('; ');
}

/** The rules for deployments say where they do not hold. */
function environmentsOf({ is }: { readonly is: { readonly allow: readonly unknown[] } }): string {
  return ['dev', 'stage', 'prod'].filter((environment) => !is.allow.includes(environment)).join(' and ');
}

function textOf(value: unknown): string {
  return value === undefined ? '' : Array.isArray(value) ? value.join(',') : String(value);
}
