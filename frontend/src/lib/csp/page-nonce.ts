/**
 * The nonce that the page's content security policy lets scripts and styles in by, for libraries that make style
 * elements of their own. Browsers hide it from selectors and markup; scripts that run may read it.
 */
export function pageNonce(): string | undefined {
  return document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce || undefined;
}
