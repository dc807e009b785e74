import { type AskedRule, SETTINGS } from './rule-book.js';
import type { WrittenSettings } from './setting.js';

/** The rules of an environment, as one policy has it. */
interface Asked {
  readonly settings: WrittenSettings;
  readonly rules: readonly AskedRule[];
}

const OWN_PATHS = new Set(SETTINGS.filter(({ isItsOwn }) => isItsOwn === true).map(({ path }) => path));

/**
 * The rules of `one` that say the same of an artifact as rules of `other` do, with the same waivers and VEX documents: by place in `one` the
 * place in `other`. None where the two differ in more than numbers that no other rule asks for.
 */
export function sameRules(one: Asked, other: Asked): ReadonlyMap<number, number> {
  if (withoutOwn(one.settings) !== withoutOwn(other.settings)) return new Map();
  const places = new Map(other.rules.map(({ path }, place) => [path, place]));
  return new Map(
    one.rules.flatMap(({ path, value }, place) => {
      const there = places.get(path);
      if (there === undefined) return [];
      // What is no own number is the same in both.
      const isSame = !OWN_PATHS.has(path) || Object.is(value, other.rules[there]?.value);
      return isSame ? [[place, there] as const] : [];
    }),
  );
}

/** As JSON; of own numbers only that they are named. */
function withoutOwn(settings: WrittenSettings): string {
  const sections = Object.entries(settings).map(([section, keys]) => [
    section,
    Object.entries(keys ?? {}).map(([key, value]) => [
      key,
      OWN_PATHS.has(`${section}.${key}`) && typeof value === 'number' ? 'a number' : value,
    ]),
  ]);
  return JSON.stringify(sections);
}
