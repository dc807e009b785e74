/** A block that is not what its writer wrote: cut off, altered, or of a layout that this version does not know. It must be made anew. */
export class DamagedBlockError extends Error {
  override readonly name = 'DamagedBlockError';
}
