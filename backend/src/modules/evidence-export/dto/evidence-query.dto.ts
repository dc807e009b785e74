import { IsOptional, IsString, MaxLength, MinLength } from 'class-validator';
import { IsInstant } from '../../../common/decorators/is-instant.js';

export class EvidenceQuery {
  /**
   * Verdicts and deployments for this environment alone. Left out: for all.
   * @example "prod"
   */
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(63)
  environment?: string;

  /**
   * Verdicts, deployments and events at this instant or after it.
   * @example "2026-11-01T00:00:00Z"
   */
  @IsOptional()
  @IsInstant()
  @MaxLength(40)
  from?: string;

  /** Before this instant. */
  @IsOptional()
  @IsInstant()
  @MaxLength(40)
  to?: string;
}

/** What archives of evidence are signed with. */
export class EvidenceKey {
  /** @example "Ed25519" */
  algorithm!: string;
  /** `sha256:` of the key as DER (SubjectPublicKeyInfo). */
  fingerprint!: string;
  /** PEM. */
  publicKey!: string;
}
