import { Injectable } from '@nestjs/common';
import { createRemoteJWKSet, customFetch, type RemoteJWKSet } from 'jose';
import { isFetchable, isLoopbackUrl } from '../../../../common/http/issuer-url.js';
import { type FetchOfIssuer, IssuerFetch } from '../../issuers/issuer-fetch.js';

/** In milliseconds. */
const TIMEOUT = 5000;
const KEPT = 60 * 60_000;
/** How long an issuer that did not answer is not asked again, so that callers cannot cause many requests to it. */
const PAUSE = 10_000;

interface Known {
  readonly keys: Promise<RemoteJWKSet>;
  /** When to ask anew. */
  until: number;
}

/** The keys that CI providers sign with, fetched from where the issuer's discovery document says. Only for issuers that a rule names. */
@Injectable()
export class IssuerKeys {
  private readonly known = new Map<string, Known>();

  constructor(private readonly fetch: IssuerFetch) {}

  /** Throws IssuerUnavailableError, and FetchFailedError as the keys do. */
  async of(issuer: string): Promise<RemoteJWKSet> {
    const now = Date.now();
    for (const [name, { until }] of this.known) if (until <= now) this.known.delete(name);
    const known = this.known.get(issuer);
    if (known !== undefined) return known.keys;
    const found: Known = { keys: discover(issuer, this.fetch.of(issuer)), until: now + KEPT };
    this.known.set(issuer, found);
    found.keys.catch(() => {
      found.until = Date.now() + PAUSE;
    });
    return found.keys;
  }
}

export class IssuerUnavailableError extends Error {
  override readonly name = 'IssuerUnavailableError';
}

async function discover(issuer: string, fetch: FetchOfIssuer): Promise<RemoteJWKSet> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const document = await readDiscovery(url, fetch);
  if (document['issuer'] !== issuer) throw new IssuerUnavailableError('its discovery document is of another issuer');
  const { jwks_uri: address } = document;
  const isGood =
    typeof address === 'string' && isFetchable(address) && (isLoopbackUrl(issuer) || !isLoopbackUrl(address));
  if (!isGood) throw new IssuerUnavailableError('its discovery document names no address of its keys that is https');
  return createRemoteJWKSet(new URL(address), {
    timeoutDuration: TIMEOUT,
    [customFetch]: fetch,
  });
}

async function readDiscovery(url: string, fetch: FetchOfIssuer): Promise<Readonly<Record<string, unknown>>> {
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT) });
  if (response.status !== 200) throw new IssuerUnavailableError(`its discovery document: ${response.status}`);
  const text = await response.text();
  try {
    const document: unknown = JSON.parse(text);
    if (typeof document === 'object' && document !== null) return { ...document };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new IssuerUnavailableError('its discovery document is no JSON object');
}
