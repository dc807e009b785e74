import { applyDecorators } from '@nestjs/common';
import { Matches, MaxLength } from 'class-validator';
import { LONGEST_SLUG, SLUG } from './slug.js';

/** The name that a project is known by in requests. */
export const IsProjectSlug = (): PropertyDecorator =>
  applyDecorators(
    Matches(SLUG, { message: '$property must be a slug: lower-case letters, digits, single hyphens' }),
    MaxLength(LONGEST_SLUG),
  );
