/** Plimsoll cannot start, or cannot go on. The message is for the person at the terminal: what is wrong, what to do. */
export class LaunchError extends Error {
  override readonly name = 'LaunchError';
}
