import { Type } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';

export class ChangeQuery {
  /**
   * How many milliseconds ago the caller last knew how things stand: what happened since is told first. Where it is longer ago than the server
   * remembers, which is a minute at most, it tells that anything may have changed.
   */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(86_400_000)
  age: number = 0;
}
