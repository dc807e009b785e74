import { applyDecorators } from '@nestjs/common';
import { Matches, MaxLength } from 'class-validator';

const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const LONGEST = 63;

export function isProjectSlug(text: string): boolean {
  return text.length <= LONGEST && SLUG.test(text);
}

/** The name that a project is known by in requests. */
export const IsProjectSlug = (): PropertyDecorator =>
  applyDecorators(
    Matches(SLUG, { message: 'project must be a slug: lower-case letters, digits, single hyphens' }),
    MaxLength(LONGEST),
  );
