import { applyDecorators } from '@nestjs/common';
import { Matches, MaxLength } from 'class-validator';
import { TEXT_LINE } from './text-line.js';

/** A name that people give. */
export const IsTextLine = (longest: number): PropertyDecorator =>
  applyDecorators(Matches(TEXT_LINE, { message: '$property must be text on one line' }), MaxLength(longest));
