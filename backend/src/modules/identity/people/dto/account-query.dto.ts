import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { PageQuery } from '../../../../common/paging/page-query.js';

/** `invited`: has not chosen a password yet. */
export const ACCOUNT_STATES = ['active', 'invited', 'disabled'] as const;
export type AccountState = (typeof ACCOUNT_STATES)[number];

export class AccountQuery extends PageQuery {
  /** Part of the email address or of the name. */
  @IsOptional()
  @IsString()
  @MaxLength(254)
  q?: string;

  @IsOptional()
  @IsIn(ACCOUNT_STATES)
  state?: AccountState;
}
