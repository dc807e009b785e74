import { ValidateIf } from 'class-validator';

/** A member that may be left out. Unlike IsOptional, which takes null for something left out. */
export const IfGiven = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);
