import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { InvalidInputError } from '../errors/invalid-input.error.js';

/** PostgreSQL's largest integer. */
const MAX_ID = 2_147_483_647;

/** A number that names a row. */
export type RowId = number & { readonly [row]: never };

declare const row: unique symbol;

/** Takes what is positive, in decimal, without leading zeros. */
export function rowIdOf(text: string, parameter: string): RowId {
  const id = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : Number.NaN;
  if (!(id <= MAX_ID)) {
    throw new InvalidInputError([{ parameter, message: `must be a whole number from 1 to ${MAX_ID}` }]);
  }
  return id as RowId;
}

/** A path parameter that names a row. */
@Injectable()
export class IdPipe implements PipeTransform<string, RowId> {
  transform(value: string, { data }: ArgumentMetadata): RowId {
    return rowIdOf(value, data ?? 'id');
  }
}
