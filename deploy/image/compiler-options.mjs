/**
 * How TypeScript becomes what runs: the same for the tests and for the bundle, because what a decorator learns of types
 * (which class a body is checked as, what a constructor is given) is the compiler's doing.
 *
 * @satisfies {import('@swc/core').Options}
 */
export const COMPILER_OPTIONS = {
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    transform: { decoratorMetadata: true, legacyDecorator: true },
    target: 'es2022',
  },
  module: { type: 'es6' },
};
