import { applyDecorators } from '@nestjs/common';
import { IsEmail, IsString, MaxLength } from 'class-validator';
import { IsTextLine } from '../../../../common/text/is-text-line.js';
import { LONGEST_EMAIL } from '../../credentials/email.js';

/** An address that an account can have. */
export const IsAccountEmail = (): PropertyDecorator =>
  applyDecorators(IsTextLine(LONGEST_EMAIL), IsEmail({ require_tld: false }));

/** What people are called. */
export const IsPersonName = (): PropertyDecorator => IsTextLine(100);

/** Longer than any that can be chosen, so that the answer to one that is too long says why. */
export const IsPassword = (): PropertyDecorator => applyDecorators(IsString(), MaxLength(1024));
