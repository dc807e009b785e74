import { lookup } from 'node:dns';
import { request as requestPlainly, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestOverTls } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { Injectable } from '@nestjs/common';
import { isFetchable, isLoopbackUrl } from '../../../common/http/issuer-url.js';
import { Configuration } from '../../../config/configuration.js';
import { IssuerReach } from './issuer-reach.js';

/** In bytes. */
const LARGEST = 256 * 1024;
const LARGEST_HEAD = 16 * 1024;
/** Statuses whose answers have no body. */
const BODILESS = new Set([204, 205, 304]);

/** There is no answer, none that is asked for, none in time, or too much of it. */
export class FetchFailedError extends Error {
  override readonly name = 'FetchFailedError';
}

/** Asks one issuer, and whom its metadata names. Reads an answer at once, and not more than 256 KiB. Throws FetchFailedError. */
export type FetchOfIssuer = (url: string, options: RequestInit) => Promise<Response>;

/**
 * Fetches what issuers of tokens publish. Names and addresses come from others, so every address is looked at when the
 * connection to it is made, and not before: a name may lead elsewhere the next time it is asked for. Never follows a redirect.
 */
@Injectable()
export class IssuerFetch {
  private readonly reach: IssuerReach;
  /** Of names. */
  protected readonly lookup: LookupFunction = lookup;

  constructor(configuration: Configuration) {
    const isDevelopment = configuration.get('PLIMSOLL_ENVIRONMENT') === 'dev';
    this.reach = new IssuerReach(configuration.get('ISSUER_NETWORKS'), isDevelopment);
  }

  /**
   * For one issuer. An issuer on the internet cannot make us send requests to internal addresses: networks of
   * ISSUER_NETWORKS, and this machine, are asked only for an issuer that is there itself.
   */
  of(issuer: string): FetchOfIssuer {
    let isInside = false;
    const permits = (host: string, address: string): boolean => {
      const place = this.reach.placeOf(address);
      if (isLoopbackUrl(`http://${hostInUrl(host)}`)) {
        return (place === 'loopback' || place === 'inside') && isLoopbackUrl(issuer);
      }
      if (place === 'inside' && host === hostOf(issuer)) isInside = true;
      return place === 'public' || (place === 'inside' && isInside);
    };
    return (url, options) => this.ask(url, options, permits);
  }

  private async ask(
    url: string,
    options: RequestInit,
    permits: (host: string, address: string) => boolean,
  ): Promise<Response> {
    const { host } = new URL(url);
    const refusal = (): FetchFailedError =>
      new FetchFailedError(
        `${host} is at an address that is not asked (ISSUER_NETWORKS names those that are, beside public ones)`,
      );
    try {
      if (!isFetchable(url)) throw new FetchFailedError(`${host} is not asked over plain http`);
      const name = hostOf(url);
      // A name that is an address is never looked up.
      if (isIP(name) !== 0 && !permits(name, name)) throw refusal();
      const answer = await send(url, options, guarded(this.lookup, permits, refusal));
      return await responseOf(answer, host);
    } catch (error) {
      if (error instanceof FetchFailedError) throw error;
      throw new FetchFailedError(`${host} cannot be reached: ${reasonOf(error)}`, { cause: error });
    }
  }
}

/** Looks a name up, and knows only those of its addresses that are permitted. */
function guarded(
  lookUp: LookupFunction,
  permits: (host: string, address: string) => boolean,
  refusal: () => Error,
): LookupFunction {
  return (host, options, callback) => {
    lookUp(host, { ...options, all: true }, (error, found) => {
      if (error !== null) {
        callback(error, []);
        return;
      }
      const permitted = (Array.isArray(found) ? found : []).filter(({ address }) => permits(host, address));
      const [first] = permitted;
      if (first === undefined) callback(refusal(), []);
      else if (options.all === true) callback(null, permitted);
      else callback(null, first.address, first.family);
    });
  };
}

function send(
  url: string,
  { method, headers, body, signal }: RequestInit,
  look: LookupFunction,
): Promise<IncomingMessage> {
  const options: RequestOptions = {
    method: method ?? 'GET',
    headers: { ...Object.fromEntries(new Headers(headers)), 'accept-encoding': 'identity' },
    agent: false,
    lookup: look,
    maxHeaderSize: LARGEST_HEAD,
    ...(signal !== undefined && signal !== null && { signal }),
  };
  return new Promise((resolve, reject) => {
    const request = (url.startsWith('https:') ? requestOverTls : requestPlainly)(url, options, resolve);
    request.once('error', reject);
    request.end(body === undefined || body === null ? undefined : String(body));
  });
}

async function responseOf(answer: IncomingMessage, host: string): Promise<Response> {
  let size = 0;
  answer.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > LARGEST) answer.destroy(new FetchFailedError(`${host} answers with more than ${LARGEST} bytes`));
  });
  const body = await buffer(answer);
  const headers = new Headers();
  for (const [name, values] of Object.entries(answer.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  const status = answer.statusCode ?? 0;
  return new Response(BODILESS.has(status) ? null : new Uint8Array(body), { status, headers });
}

function hostOf(url: string): string {
  return new URL(url).hostname.replaceAll(/^\[|\]$/g, '');
}

function hostInUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

/** Of what was given up only the cause says why. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
