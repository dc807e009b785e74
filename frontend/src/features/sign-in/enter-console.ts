/**
 * Goes into the console by loading a new document: the server draws it for whoever is signed in now. The page before is
 * nothing to go back to.
 */
export function enterConsole(path: string): void {
  window.location.replace(path);
}
