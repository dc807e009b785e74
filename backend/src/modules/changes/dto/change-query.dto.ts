import { Type } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';

export class ChangeQuery {
  /**
   * How many milliseconds ago the caller was last up to date: changes since then are sent first. If that is longer ago
   * than the server remembers (a minute at most), it sends that anything can have changed.
   */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(86_400_000)
  age: number = 0;
}
