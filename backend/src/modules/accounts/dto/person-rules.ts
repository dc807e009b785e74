import { applyDecorators } from '@nestjs/common';
import { IsEmail, IsString, Matches, MaxLength } from 'class-validator';
import { LONGEST_EMAIL } from '../email.js';

/** An address that an account can have. */
export const IsAccountEmail = (): PropertyDecorator =>
  applyDecorators(MaxLength(LONGEST_EMAIL), IsEmail({ require_tld: false }));

export const PERSON_NAME = /^(?=\s*\S)\P{C}*$/u;

/** What people are called: any words on one line. */
export const IsPersonName = (): PropertyDecorator =>
  applyDecorators(
    IsString(),
    MaxLength(100),
    Matches(PERSON_NAME, { message: 'name must have a visible character and no control character' }),
  );

/** Longer than any that can be chosen, so that the answer to one that is too long says why. */
export const IsPassword = (): PropertyDecorator => applyDecorators(IsString(), MaxLength(1024));
