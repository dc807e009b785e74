import type { FastifyRequest } from 'fastify';
import type { ProblemIssue } from '../errors/problem.dto.js';
import { InvalidInputError } from '../errors/invalid-input.error.js';
import { unwantedCharacterIn } from '../text/unwanted-character.js';
import { isPrototypeName } from './prototype-names.js';

/**
 * Refuses what the DTOs cannot see: a parameter given twice has no meaning that two readers would agree
 * on, names of the prototype chain vanish when an object is made of them, and some characters stand in no text.
 */
export function checkParameters(request: FastifyRequest): void {
  const issues = Object.entries(request.query as Record<string, unknown>).flatMap(([parameter, value]) => {
    if (isPrototypeName(parameter)) return [{ parameter, message: 'is not a parameter' }];
    if (Array.isArray(value)) return [{ parameter, message: 'is given more than once' }];
    return unwantedIn(parameter, value);
  });
  const inPath = Object.entries(request.params as Record<string, unknown>).flatMap(([name, value]) =>
    unwantedIn(name, value),
  );
  if (issues.length + inPath.length > 0) throw new InvalidInputError([...issues, ...inPath]);
}

function unwantedIn(parameter: string, value: unknown): ProblemIssue[] {
  const unwanted = unwantedCharacterIn(String(value));
  return unwanted === null ? [] : [{ parameter, message: `holds ${unwanted}` }];
}
