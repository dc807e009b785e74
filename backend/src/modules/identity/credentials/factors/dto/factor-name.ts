import { applyDecorators } from '@nestjs/common';
import { IsString, Matches, MaxLength } from 'class-validator';

/** What people call a factor: any words, but no control characters. */
export function IsFactorName(): PropertyDecorator {
  return applyDecorators(
    IsString(),
    MaxLength(60),
    Matches(/^(?=\s*\S)\P{Cc}*$/u, { message: 'name must have a visible character and no control character' }),
  );
}
