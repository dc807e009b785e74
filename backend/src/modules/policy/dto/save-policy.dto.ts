import { IsString, Matches, MaxLength } from 'class-validator';

export class PolicySource {
  /** A `security-config.yml` as written. */
  @IsString()
  @MaxLength(200_000)
  source!: string;
}

export class SavePolicyBody extends PolicySource {
  /** `version` of the active policy that was looked at when this one was written. */
  @Matches(/^sha256:[0-9a-f]{64}$/, { message: 'replaces must be the version of a policy' })
  replaces!: string;
}
