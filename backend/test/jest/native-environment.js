// Nest's decorators stand on it; the API's main module loads it first, too.
import 'reflect-metadata';
import { TestEnvironment } from 'jest-environment-node';

/** Lets specs reach modules that Node itself has evaluated, once for all of a worker's specs (compiled-module.js). */
export default class NativeEnvironment extends TestEnvironment {
  /** @override */
  async setup() {
    await super.setup();
    this.global.importNatively = (url) => import(url);
    this.global.realmOfSources = globalThis;
    acceptErrorsOfNode(this.global.Error);
  }
}

/**
 * Jest's realm has an Error of its own, of which what those modules throw is no instance: `rejects.toThrow` would not see
 * that anything was thrown where the error has a tag of its own, as Prisma's have.
 *
 * @param {ErrorConstructor} ErrorOfJest
 */
function acceptErrorsOfNode(ErrorOfJest) {
  const isInstance = Function.prototype[Symbol.hasInstance];
  Object.defineProperty(ErrorOfJest, Symbol.hasInstance, {
    value(thrown) {
      return isInstance.call(this, thrown) || (this === ErrorOfJest && thrown instanceof Error);
    },
  });
}
