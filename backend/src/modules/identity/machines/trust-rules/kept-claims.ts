import { toUSVString } from 'node:util';
import type { Condition } from './trust-conditions.js';

/** Longer ones are cut: what is kept is for people to read, and was compared before. */
const LONGEST = 300;

/** Of what a CI provider says of a pipeline, that which tells who it was: `sub`, and the claims that the trust rule names. */
export function keptClaims(
  claims: Readonly<Record<string, unknown>>,
  conditions: readonly Condition[],
): Record<string, string> {
  const names = new Set(['sub', ...conditions.map(({ claim }) => claim)]);
  return Object.fromEntries(
    [...names].flatMap((name) => {
      const value = Object.hasOwn(claims, name) ? claims[name] : undefined;
      const isTold = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
      return isTold ? [[name, storable(String(value))]] : [];
    }),
  );
}

/** As PostgreSQL takes it in JSON. */
function storable(text: string): string {
  const cut = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return toUSVString(cut).replaceAll('\0', '\uFFFD');
}
