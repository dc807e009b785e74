/** What a person has to change in the sources before a file can be generated. */
export class GenerateError extends Error {
  /** @override */
  name = 'GenerateError';

  /** @param {readonly string[]} problems a line each */
  constructor(problems) {
    super(problems.join('\n'));
  }
}
