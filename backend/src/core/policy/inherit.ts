import type { Json, JsonObject } from './read-yaml.js';

/** What `child` names replaces what `parent` says; mappings are merged, lists are not. */
export function overlay(parent: JsonObject, child: JsonObject): JsonObject {
  const merged: Record<string, Json> = { ...parent };
  for (const [key, value] of Object.entries(child)) {
    const below = merged[key];
    merged[key] = isMapping(below) && isMapping(value) ? overlay(below, value) : value;
  }
  return merged;
}

/** Leaves out what asks for nothing: `any`, and mappings in which nothing is left. */
export function withoutAny(settings: JsonObject): JsonObject {
  const asked: Record<string, Json> = {};
  for (const [key, value] of Object.entries(settings)) {
    const kept = isMapping(value) ? withoutAny(value) : value;
    if (kept !== 'any' && !(isMapping(kept) && Object.keys(kept).length === 0)) asked[key] = kept;
  }
  return asked;
}

function isMapping(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
