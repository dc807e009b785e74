import { IsPassword, IsPersonName } from '../../people/dto/person-rules.js';

export class OwnAccountPatch {
  /** @example "Ada Lovelace" */
  @IsPersonName()
  name!: string;
}

export class OwnAccount {
  id!: string;
  email!: string;
  name!: string;
}

export class PasswordChange {
  @IsPassword()
  currentPassword!: string;

  @IsPassword()
  newPassword!: string;
}
