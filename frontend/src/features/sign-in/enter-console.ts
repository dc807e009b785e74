/** Goes into the console by loading a new document: the server draws it for whoever is signed in now. */
export function enterConsole(path: string): void {
  window.location.assign(path);
}

const RETURN_PATH = 'plimsoll.return-path';

/** Kept while the browser is at the OpenID provider, which sends it back to one address only. */
export function keepReturnPath(path: string): void {
  sessionStorage.setItem(RETURN_PATH, path);
}

export function takeReturnPath(): string | null {
  const path = sessionStorage.getItem(RETURN_PATH);
  sessionStorage.removeItem(RETURN_PATH);
  return path;
}
