import Joi from 'joi';
import { parse } from 'yaml';
import type { VariableRow } from './variable-row.js';

/** What deploy/variables.yml says of one. */
interface Entry {
  readonly purpose: string;
  readonly required: string;
  readonly default: string;
  readonly secret: boolean;
  readonly example: string;
  /** Whether NAME_FILE may be set instead. */
  readonly file: boolean;
}

export type DescribedVariables = Readonly<Record<string, readonly VariableRow[]>>;

const entry = Joi.object<Entry>({
  purpose: Joi.string().required(),
  required: Joi.string().default('no'),
  default: Joi.string().allow('').default(''),
  secret: Joi.boolean().default(false),
  example: Joi.string().default(({ default: standard }: { default?: string }) => standard ?? ''),
  file: Joi.boolean().default(false),
});

const schema = Joi.object<Readonly<Record<string, Readonly<Record<string, Entry>>>>>().pattern(
  Joi.string(),
  Joi.object().pattern(/^[A-Z][A-Z0-9_]*$/, entry),
);

/** Reads deploy/variables.yml: what is said of variables that no schema declares, by section. */
export function readDescribedVariables(text: string): DescribedVariables {
  const sections = Joi.attempt(parse(text), schema, { abortEarly: false, convert: false });
  return Object.fromEntries(
    Object.entries(sections).map(([section, entries]) => [
      section,
      Object.entries(entries).map(([name, { purpose, secret, file, ...said }]) => ({
        names: file ? [name, `${name}_FILE`] : [name],
        isSecret: secret,
        purpose: `${purpose}.`,
        ...said,
      })),
    ]),
  );
}
