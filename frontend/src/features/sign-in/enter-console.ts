/**
 * Opens the console as a new document, which the server renders for the person who is now signed in. The page before is
 * removed from the history.
 */
export function enterConsole(path: string): void {
  window.location.replace(path);
}
