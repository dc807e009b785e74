/** A text that is no trusted root of Sigstore. In a module of its own: what checks by one takes long to load. */
export class UnusableRootError extends Error {
  override readonly name = 'UnusableRootError';
}
