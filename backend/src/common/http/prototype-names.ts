/**
 * Whether an object has it from its prototype, or it leads there: a member that is named so vanishes when an object is made of
 * it, or is taken for one that was declared.
 */
export function isPrototypeName(name: string): boolean {
  return name === 'prototype' || name in Object.prototype;
}
