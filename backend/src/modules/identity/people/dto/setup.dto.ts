import { LinkToken } from './link.dto.js';
import { IsAccountEmail, IsPassword, IsPersonName } from './person-rules.js';

/** The first administrator. */
export class SetupBody extends LinkToken {
  /** @example "ada@example.org" */
  @IsAccountEmail()
  email!: string;

  /** @example "Ada Lovelace" */
  @IsPersonName()
  name!: string;

  @IsPassword()
  password!: string;
}
