import { Injectable } from '@nestjs/common';
import { decodeJwt, errors, type JWTPayload, jwtVerify } from 'jose';
import { FetchFailedError } from '../../issuers/issuer-fetch.js';
import type { RequestContext } from '../../../access/request-context.js';
import { hashOfSecret } from '../../../access/secret-hash.js';
import { AuditLog } from '../../../audit/audit-log.js';
import { ProjectArchivedError } from '../../../projects/projects.errors.js';
import { networkBucket } from '../../sign-in/attempt-buckets.js';
import { Attempts } from '../../sign-in/attempts.js';
import { Tokens } from '../tokens/tokens.js';
import type { ExchangedToken } from './dto/token-exchange.dto.js';
import { IssuerKeys, IssuerUnavailableError } from './issuer-keys.js';
import { keptClaims } from './kept-claims.js';
import { areMet, compareStrictness } from './trust-conditions.js';
import { ExchangeRefusedError } from './trust-rules.errors.js';
import { type TrustRuleRow, TrustRulesRepository } from './trust-rules.repository.js';

const MINUTE = 60_000;

/** How long our token is good. */
const LIFE = 15 * MINUTE;

/** In seconds: by how much clocks may differ. */
const SKEW = 60;

/** Those with a private key. With a shared-secret algorithm, everyone who knows the public key could sign. */
const ALGORITHMS = 'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519'.split(' ');

interface VerifiedToken {
  readonly rule: TrustRuleRow;
  readonly subject: string;
  readonly claims: JWTPayload;
}

/** Why a token is not taken: for the audit log alone. */
class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** Gives pipelines tokens of ours for those that their CI provider vouches for them with, so that CI stores no secret. */
@Injectable()
export class TokenExchange {
  constructor(
    private readonly audit: AuditLog,
    private readonly attempts: Attempts,
    private readonly rules: TrustRulesRepository,
    private readonly keys: IssuerKeys,
    private readonly tokens: Tokens,
  ) {}

  /** Throws ExchangeRefusedError, which does not tell why. */
  async exchange(context: RequestContext, text: string): Promise<ExchangedToken> {
    const bucket = networkBucket('token exchange', context.ip);
    await this.attempts.reserve([bucket]);
    try {
      const exchanged = await this.issue(context, await this.verify(text), text);
      await this.attempts.succeed([bucket]);
      return exchanged;
    } catch (error) {
      // The rule was met, so this guesses at nothing.
      if (error instanceof ProjectArchivedError) await this.attempts.succeed([bucket]);
      if (!(error instanceof Refusal)) throw error;
      await this.audit.record(context, {
        action: 'token.exchange-refused',
        target: { kind: 'ci-token', id: null, name: claimed(text, 'iss') ?? 'unreadable' },
        after: { reason: error.message, subject: claimed(text, 'sub'), audience: claimed(text, 'aud') },
      });
      throw new ExchangeRefusedError();
    }
  }

  private async verify(text: string): Promise<VerifiedToken> {
    const issuer = claimed(text, 'iss');
    // Asked before anything is fetched: a caller cannot make the server call whom they like.
    const rules = issuer === null ? [] : await this.rules.listEnabledOf(issuer);
    if (issuer === null || rules.length === 0) throw new Refusal('no enabled rule names its issuer');
    const claims = await this.claimsOf(text, issuer, [...new Set(rules.map(({ audience }) => audience))]);
    const { aud, sub: subject } = claims;
    if (subject === undefined || subject === '') throw new Refusal('it names no subject');
    const audiences = new Set([aud ?? []].flat());
    const matching = rules
      .filter(({ audience, conditions }) => audiences.has(audience) && areMet(conditions, claims))
      .sort((one, other) => compareStrictness(other.conditions, one.conditions));
    const [rule, next] = matching;
    if (rule === undefined) throw new Refusal('the conditions of no rule are met');
    if (next !== undefined && compareStrictness(rule.conditions, next.conditions) === 0) {
      throw new Refusal(`the rules ${rule.name} and ${next.name} both match and neither is stricter`);
    }
    return { rule, subject, claims };
  }

  private async claimsOf(text: string, issuer: string, audience: string[]): Promise<JWTPayload> {
    try {
      const { payload } = await jwtVerify(text, await this.keys.of(issuer), {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        clockTolerance: SKEW,
        maxTokenAge: LIFE / 1000,
        requiredClaims: ['sub', 'exp', 'iat'],
      });
      return payload;
    } catch (error) {
      if (error instanceof errors.JOSEError) throw new Refusal(`${error.code}: ${error.message}`);
      const isOfIssuer = error instanceof IssuerUnavailableError || error instanceof FetchFailedError;
      if (isOfIssuer) throw new Refusal(`the issuer is of no help: ${error.message}`);
      throw error;
    }
  }

  private issue(
    context: RequestContext,
    { rule, subject, claims }: VerifiedToken,
    text: string,
  ): Promise<ExchangedToken> {
    const source = { ...context, actor: { kind: 'token', id: null, name: subject } } as const;
    return this.audit.change(source, async (transaction, note) => {
      if (!(await this.rules.lock(transaction, rule))) throw new Refusal('the rule has just been changed');
      const key = hashOfSecret(JSON.stringify([claims.iss, claims.jti ?? text]));
      const isOver = new Date(((claims.exp ?? 0) + 2 * SKEW) * 1000);
      if (!(await this.rules.useOnce(transaction, key, isOver))) throw new Refusal('it was exchanged before');
      const expiresAt = new Date(Date.now() + LIFE);
      const { name, permissions, project: slug, projectId } = rule;
      const project = slug === null || projectId === null ? null : { id: projectId, slug };
      const trust = { ruleId: rule.id, ruleName: name, subject, claims: keptClaims(claims, rule.conditions) };
      const { token } = await this.tokens.issue(transaction, note, {
        name,
        permissions,
        project,
        expiresAt,
        owner: null,
        trust,
      });
      return { token, expiresAt: expiresAt.toISOString(), permissions, project: slug };
    });
  }
}

/** What a token says of itself, unchecked, cut to what is worth reading. */
function claimed(text: string, claim: 'iss' | 'sub' | 'aud'): string | null {
  try {
    const value: unknown = decodeJwt(text)[claim];
    return value === undefined ? null : String(value).slice(0, 255);
  } catch (error) {
    if (error instanceof errors.JOSEError) return null;
    throw error;
  }
}
