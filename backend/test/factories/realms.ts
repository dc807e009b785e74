// Node evaluates the sources, and Jest a spec (test/jest/native-environment.js): each has an Array, an Object and packages of its own.
declare const realmOfSources: typeof globalThis;
declare const importNatively: (name: string) => Promise<unknown>;

/** For what the sources know as an error, or an object, of their own. */
export const REALM_OF_SOURCES = realmOfSources;

/** The global objects of a spec and of the sources. */
export const REALMS = [globalThis, REALM_OF_SOURCES];

/** A package as the sources have it, for a spec that gives them classes of it or asks whether something is one. */
export async function packageOfSources<Exports>(name: string): Promise<Exports> {
  return (await importNatively(name)) as Exports;
}
