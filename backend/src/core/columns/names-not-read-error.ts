/** Thrown when a name is asked of columns that were read without their names. */
export class NamesNotReadError extends Error {
  override readonly name = 'NamesNotReadError';

  constructor() {
    super('these columns are read without their names');
  }
}
