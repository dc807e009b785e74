import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RequestContext } from '../../../access/request-context.js';
import { randomSecret } from '../../../access/secret-hash.js';
import { AuditLog } from '../../../audit/audit-log.js';
import { networkBucket } from '../attempt-buckets.js';
import { Attempts } from '../attempts.js';
import type { SessionState } from '../dto/session-state.dto.js';
import { Sessions } from '../sessions.js';
import type { SsoStart } from './dto/sso.dto.js';
import { OpenIdProvider, type SignInChecks } from './open-id-provider.js';
import { SIGN_IN_LIFE, SignInRequests } from './sign-in-requests.js';
import { SsoAccounts } from './sso-accounts.js';
import { SsoCookie } from './sso-cookie.js';
import type { SsoIdentity } from './sso-identity.js';
import { SsoFailedError, SsoRefusedError } from './sso.errors.js';

/** Signing in with the OpenID provider: there and back. */
@Injectable()
export class SsoSignIn {
  constructor(
    private readonly audit: AuditLog,
    private readonly attempts: Attempts,
    private readonly provider: OpenIdProvider,
    private readonly requests: SignInRequests,
    private readonly cookie: SsoCookie,
    private readonly accounts: SsoAccounts,
    private readonly sessions: Sessions,
  ) {}

  /** `isAnew`: the provider is to ask who it is even where it knows, so that the sign-in counts as step-up. */
  async start(context: RequestContext, reply: FastifyReply, isAnew: boolean): Promise<SsoStart> {
    await this.attempts.reserve([networkBucket('single sign-on begun', context.ip)]);
    const checks = this.provider.newChecks(isAnew ? 0 : null);
    const url = await this.provider.signInUrl(checks);
    const browserSecret = randomSecret();
    await this.requests.keep(checks, browserSecret);
    this.cookie.set(reply, browserSecret, new Date(Date.now() + SIGN_IN_LIFE));
    return { url };
  }

  async complete(
    context: RequestContext,
    request: FastifyRequest,
    reply: FastifyReply,
    parameters: string,
  ): Promise<SessionState> {
    await this.attempts.reserve([networkBucket('single sign-on', context.ip)]);
    const browserSecret = this.cookie.read(request);
    this.cookie.clear(reply);
    let identity: SsoIdentity | null = null;
    try {
      const checks = await this.checksOf(parameters, browserSecret);
      identity = await this.provider.identify(parameters, checks);
      const accountId = await this.accounts.admit(context, identity);
      const { hasSecondFactor, authenticatedAt: provenAt } = identity;
      const state = await this.sessions.open(reply, context, {
        accountId,
        methods: ['sso'],
        hasSecondFactor,
        provenAt,
        isAnew: checks.maxAge === 0,
      });
      const begunAndCompleted = ['single sign-on begun', 'single sign-on'];
      await this.attempts.succeed(begunAndCompleted.map((what) => networkBucket(what, context.ip)));
      return state;
    } catch (error) {
      await this.noteFailure(context, identity, error);
      throw error;
    }
  }

  private async checksOf(parameters: string, browserSecret: string | undefined): Promise<SignInChecks> {
    const state = new URLSearchParams(parameters).get('state');
    if (state === null) throw new SsoFailedError('the answer has no state');
    if (browserSecret === undefined) throw new SsoFailedError('no sign-in was begun in this browser');
    const checks = await this.requests.take(state, browserSecret);
    if (checks === null) throw new SsoFailedError('the state is unknown, used, over, or of another browser');
    return checks;
  }

  private async noteFailure(context: RequestContext, identity: SsoIdentity | null, error: unknown): Promise<void> {
    const reason =
      error instanceof SsoFailedError ? error.reason : error instanceof SsoRefusedError ? error.code : null;
    if (reason === null) return;
    await this.audit.record(
      { ...context, principal: null },
      {
        action: 'sign-in.failed',
        target: { kind: 'account', id: null, name: identity?.email ?? 'unknown account' },
        after: { method: 'sso', reason, issuer: identity?.issuer ?? null, subject: identity?.subject ?? null },
      },
    );
  }
}
