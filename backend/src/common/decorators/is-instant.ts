import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { ValidateBy } from 'class-validator';
import { instantIn } from '../text/instant.js';

/** A parameter that is an instant in ISO 8601, or a day. Arrives in UTC, to the millisecond. */
export const IsInstant = (): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? (instantIn(value) ?? value) : value)),
    ValidateBy({
      name: 'isInstant',
      validator: {
        validate: (value) => typeof value === 'string' && instantIn(value) !== null,
        defaultMessage: () => '$property must be an instant such as 2026-11-21T10:00:00Z, or a day such as 2026-11-21',
      },
    }),
  );
