import { IsString, MaxLength } from 'class-validator';
import type { Permission } from '../../../../access/permissions.js';

export class ExchangeToken {
  /** The CI provider's OIDC token: a JWT. */
  @IsString()
  @MaxLength(16_384)
  token!: string;
}

export class ExchangedToken {
  /** An API token, valid for 15 minutes. */
  token!: string;
  expiresAt!: string;
  permissions!: Permission[];
  /** Slug of the only project that it is valid for; null for every project. */
  project!: string | null;
}
