const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Whether tokens can be trusted to an issuer of this name: it is where its keys are fetched from, so it must be https.
 * Plain http is for this machine alone.
 */
export function isIssuerUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { username, password, search, hash } = new URL(text);
  return isFetchable(text) && username === '' && password === '' && search === '' && hash === '';
}

/** Whether it goes over https, or stays on this machine. */
export function isFetchable(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol } = new URL(url);
  return protocol === 'https:' || (protocol === 'http:' && isLoopbackUrl(url));
}

export function isLoopbackUrl(url: string): boolean {
  return LOOPBACK.has(new URL(url).hostname);
}
