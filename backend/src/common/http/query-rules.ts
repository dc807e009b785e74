import type { FastifyRequest } from 'fastify';
import type { ProblemIssue } from '../errors/problem.dto.js';
import { InvalidInputError } from '../errors/invalid-input.error.js';
import { isPrototypeName } from './prototype-names.js';

/**
 * Refuses what the DTOs cannot see: a parameter given twice has no meaning that two readers would agree
 * on, names of the prototype chain vanish when an object is made of them, and NUL is in no text of a database.
 */
export function checkParameters(request: FastifyRequest): void {
  const issues = Object.entries(request.query as Record<string, unknown>).flatMap(([parameter, value]) => {
    if (isPrototypeName(parameter)) return [{ parameter, message: 'is not a parameter' }];
    if (Array.isArray(value)) return [{ parameter, message: 'is given more than once' }];
    return withoutNul(parameter, value);
  });
  const inPath = Object.entries(request.params as Record<string, unknown>).flatMap(([name, value]) =>
    withoutNul(name, value),
  );
  if (issues.length + inPath.length > 0) throw new InvalidInputError([...issues, ...inPath]);
}

function withoutNul(parameter: string, value: unknown): ProblemIssue[] {
  return String(value).includes('\0') ? [{ parameter, message: 'holds a NUL character' }] : [];
}
