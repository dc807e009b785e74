// Nest's decorators stand on it; the API's main module loads it first, too.
import 'reflect-metadata';
import { TestEnvironment } from 'jest-environment-node';

/** Lets specs reach modules that Node itself has evaluated, once for all of a worker's specs (compiled-module.js). */
export default class NativeEnvironment extends TestEnvironment {
  /** @override */
  async setup() {
    await super.setup();
    this.global.importNatively = (url) => import(url);
  }
}
