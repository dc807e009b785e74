/**
 * A hash of a JSON value that does not depend on the order of keys: two values with the same hash are taken
 * as equal. 53 bits, enough to find repetitions in one report; it decides about a refusal, not about trust.
 */
export function structuralHash(value: unknown): number {
  if (typeof value === 'string') return hashText(value, 1);
  if (Array.isArray(value)) {
    let hash = 7;
    for (const element of value) hash = mix(hash, structuralHash(element));
    return hash;
  }
  if (typeof value === 'object' && value !== null) {
    let low = 0;
    let high = 0;
    for (const [key, member] of Object.entries(value)) {
      const hash = mix(hashText(key, 3), structuralHash(member));
      low = (low + (hash >>> 0)) >>> 0;
      high = (high + Math.floor(hash / 0x100000000)) >>> 0;
    }
    return mix(mix(11, low), high);
  }
  return hashText(String(value), 5);
}

/** Two 32-bit FNV-1a runs with different seeds, joined to 53 bits. */
function hashText(text: string, seed: number): number {
  let low = 0x811c9dc5 ^ seed;
  let high = 0x9e3779b9 ^ seed;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x85ebca6b);
  }
  return (high >>> 11) * 0x100000000 + (low >>> 0);
}

function mix(a: number, b: number): number {
  let low = Math.imul((a >>> 0) ^ 0x9e3779b9, 0x85ebca6b) ^ (b >>> 0);
  let high = Math.imul(Math.floor(a / 0x100000000) ^ (low >>> 15), 0xc2b2ae35) ^ Math.floor(b / 0x100000000);
  low = Math.imul(low ^ (low >>> 13), 0x27d4eb2f) ^ high;
  high = Math.imul(high ^ (high >>> 16), 0x165667b1) ^ (low >>> 7);
  return (high >>> 11) * 0x100000000 + (low >>> 0);
}
