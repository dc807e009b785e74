import type { Severity } from '../model/severity.js';
import type { MODIFIERS } from './modifiers.js';
import type { RULES } from './rule-book.js';
import type { Setting } from './setting.js';

/** Path and value of each key, one by one. */
type Keyed<Of> = Of extends Setting<infer Path, infer Value> ? (Path extends string ? [Path, Value] : never) : never;

type Key = Keyed<(typeof RULES)[number] | (typeof MODIFIERS)[number]>;

type SectionOf<Name extends string> = {
  readonly [K in Key as K[0] extends `${Name}.${infer Rest}` ? Rest : never]?: K[1];
};

/** What an environment asks for. A field left out asks for nothing: `any` in the file leaves it out. */
export type Settings = {
  readonly vulnerabilities?: SectionOf<'vulnerabilities'>;
  readonly introduced?: SectionOf<'introduced'>;
  readonly secrets?: SectionOf<'secrets'>;
  readonly misconfigurations?: SectionOf<'misconfigurations'>;
  readonly licences?: SectionOf<'licences'>;
  readonly image?: SectionOf<'image'>;
  readonly evidence?: SectionOf<'evidence'>;
  readonly waivers?: SectionOf<'waivers'>;
};

/** How many findings may remain, by severity and in total. */
export type Limits = { readonly [S in Severity | 'total']?: number };
