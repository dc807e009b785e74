import type { FastifyRequest } from 'fastify';
import { InvalidInputError } from '../errors/invalid-input.error.js';

const PROTOTYPE_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Refuses what the DTOs cannot see: a parameter given twice has no meaning that two readers would agree
 * on, and names of the prototype chain vanish when an object is made of them.
 */
export function checkQuery(request: FastifyRequest): void {
  const issues = Object.entries(request.query as Record<string, unknown>).flatMap(([parameter, value]) => {
    if (PROTOTYPE_KEYS.has(parameter)) return [{ parameter, message: 'is not a parameter' }];
    return Array.isArray(value) ? [{ parameter, message: 'is given more than once' }] : [];
  });
  if (issues.length > 0) throw new InvalidInputError(issues);
}
