import { Inject, Injectable } from '@nestjs/common';
import * as oidc from 'openid-client';
import { isLoopbackUrl } from '../../../../common/http/issuer-url.js';
import { LOG, type Log } from '../../../../common/logging/log.js';
import { Configuration } from '../../../../config/configuration.js';
import { PublicOrigin } from '../../../access/public-origin.js';
import { FetchFailedError, IssuerFetch } from '../../issuers/issuer-fetch.js';
import { type IdentityClaims, identityOf, type SsoIdentity } from './sso-identity.js';
import { SsoFailedError, SsoNotConfiguredError, SsoRefusedError, SsoUnavailableError } from './sso.errors.js';

/** In milliseconds: how long the provider's metadata is cached. */
const KEPT = 60 * 60_000;

/** In seconds. */
const TIMEOUT = 10;
const SKEW = 60;

/** What an answer of the provider must fit to. */
export interface SignInChecks {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  /** In seconds: how long ago the person may have shown the provider who they are. Null for any time. */
  readonly maxAge: number | null;
}

/** The OpenID provider that the configuration names: authorization code with PKCE, state and nonce. */
@Injectable()
export class OpenIdProvider {
  private known: { readonly configuration: Promise<oidc.Configuration>; readonly until: number } | undefined;

  constructor(
    private readonly configuration: Configuration,
    private readonly origin: PublicOrigin,
    private readonly fetch: IssuerFetch,
    @Inject(LOG) private readonly log: Log,
  ) {}

  get redirectUri(): string {
    return `${this.origin.url}/sign-in/callback`;
  }

  newChecks(maxAge: number | null): SignInChecks {
    return {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      codeVerifier: oidc.randomPKCECodeVerifier(),
      maxAge,
    };
  }

  /** Where to send the browser. */
  async signInUrl({ state, nonce, codeVerifier, maxAge }: SignInChecks): Promise<string> {
    const url = oidc.buildAuthorizationUrl(await this.discovered(), {
      redirect_uri: this.redirectUri,
      scope: this.configuration.get('OIDC_SCOPES'),
      state,
      nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
      ...(maxAge !== null && { max_age: String(maxAge), prompt: 'login' }),
    });
    return url.href;
  }

  /** Who the provider says it is. Throws SsoFailedError for an answer that does not fit to the checks. */
  async identify(parameters: string, checks: SignInChecks): Promise<SsoIdentity> {
    const provider = await this.discovered();
    const answer = new URL(this.redirectUri);
    answer.search = parameters;
    try {
      const tokens = await oidc.authorizationCodeGrant(provider, answer, {
        expectedState: checks.state,
        expectedNonce: checks.nonce,
        pkceCodeVerifier: checks.codeVerifier,
        ...(checks.maxAge !== null && { maxAge: checks.maxAge }),
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (claims === undefined) throw new SsoFailedError('there is no ID token');
      const groupsClaim = this.configuration.get('OIDC_GROUPS_CLAIM');
      const userInfo = isEnough(claims, groupsClaim)
        ? {}
        : await this.userInfo(provider, tokens.access_token, claims.sub);
      return identityOf({ idToken: claims, userInfo }, groupsClaim);
    } catch (error) {
      throw this.explain(error);
    }
  }

  private async userInfo(provider: oidc.Configuration, accessToken: string, subject: string): Promise<IdentityClaims> {
    if (provider.serverMetadata().userinfo_endpoint === undefined) return {};
    return oidc.fetchUserInfo(provider, accessToken, subject);
  }

  private async discovered(): Promise<oidc.Configuration> {
    const now = Date.now();
    if (this.known === undefined || this.known.until <= now) {
      this.known = { configuration: this.discover(), until: now + KEPT };
    }
    const { known } = this;
    try {
      return await known.configuration;
    } catch (error) {
      if (this.known === known) this.known = undefined;
      throw error;
    }
  }

  private async discover(): Promise<oidc.Configuration> {
    const issuer = this.configuration.get('OIDC_ISSUER');
    const clientId = this.configuration.get('OIDC_CLIENT_ID');
    if (issuer === undefined || clientId === undefined) throw new SsoNotConfiguredError();
    const fetch = this.fetch.of(issuer);
    try {
      return await oidc.discovery(
        new URL(issuer),
        clientId,
        { [oidc.clockTolerance]: SKEW },
        authenticationWith(this.configuration.get('OIDC_CLIENT_SECRET')),
        {
          timeout: TIMEOUT,
          [oidc.customFetch]: (url, options) => fetch(url, options as RequestInit),
          // The configuration takes plain http for this machine alone.
          execute: [oidc.enableNonRepudiationChecks, ...(isLoopbackUrl(issuer) ? [oidc.allowInsecureRequests] : [])],
        },
      );
    } catch (error) {
      throw this.unavailable(error);
    }
  }

  private explain(error: unknown): unknown {
    if (error instanceof oidc.AuthorizationResponseError) {
      return error.error === 'access_denied'
        ? new SsoRefusedError('sso_denied')
        : new SsoFailedError(`the provider answered ${error.error}`, { cause: error });
    }
    if (error instanceof oidc.ResponseBodyError) {
      return new SsoFailedError(`the provider answered ${error.error}`, { cause: error });
    }
    if (!(error instanceof oidc.ClientError)) return error;
    if (error.cause instanceof FetchFailedError) return this.unavailable(error);
    return new SsoFailedError(reasonOf(error), { cause: error });
  }

  /** The person who signs in does not see it, but operators must be able to find the reason. */
  private unavailable(error: unknown): SsoUnavailableError {
    this.log.warn({ reason: reasonOf(error) }, 'the OpenID provider is of no help');
    return new SsoUnavailableError({ cause: error });
  }
}

/** As the provider takes it; by the header where it does not say. */
function authenticationWith(secret: string | undefined): oidc.ClientAuth {
  if (secret === undefined) return oidc.None();
  const [byHeader, inBody] = [oidc.ClientSecretBasic(secret), oidc.ClientSecretPost(secret)];
  return (server, ...rest) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    return (methods.includes('client_secret_basic') ? byHeader : inBody)(server, ...rest);
  };
}

/** Providers may leave out of the ID token what they tell at their userinfo endpoint. */
function isEnough(claims: IdentityClaims, groupsClaim: string): boolean {
  return ['email', 'email_verified', 'name', groupsClaim].every((claim) => Object.hasOwn(claims, claim));
}

function reasonOf(error: unknown): string {
  if (!(error instanceof oidc.ClientError)) return error instanceof Error ? error.message : String(error);
  const { cause, code, message } = error;
  return [code, message, cause instanceof Error ? cause.message : undefined].filter(Boolean).join(': ');
}
