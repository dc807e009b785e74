import type { TokenSummary } from './dto/token.dto.js';
import type { TokenRow } from './tokens.repository.js';

export function toTokenSummary(row: TokenRow, now: Date): TokenSummary {
  return {
    id: String(row.id),
    name: row.name,
    ending: row.ending,
    permissions: row.permissions,
    project: row.project,
    owner: row.owner,
    trustRule: row.trustRule,
    subject: row.subject,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    state: row.revokedAt !== null ? 'revoked' : row.expiresAt <= now ? 'expired' : 'active',
  };
}
