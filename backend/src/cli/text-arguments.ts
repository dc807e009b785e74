import { InvalidArgumentError } from 'commander';
import { isTextLine } from '../common/text/text-line.js';
import { isProjectSlug } from '../modules/projects/slug.js';

/** @throws {InvalidArgumentError} where it is not one line that people can read */
export function nameArgument(text: string): string {
  if (!isTextLine(text, 100)) throw new InvalidArgumentError('Write at most 100 characters on one line.');
  return text;
}

/** @throws {InvalidArgumentError} where no project can be called so */
export function slugArgument(text: string): string {
  if (!isProjectSlug(text)) {
    throw new InvalidArgumentError('Write a slug: lower-case letters, digits, single hyphens; at most 63.');
  }
  return text;
}
