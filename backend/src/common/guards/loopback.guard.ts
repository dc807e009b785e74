import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ForeignHostError } from '../errors/http-errors.js';

/**
 * Who may use the API: until there is authentication, whoever is on this machine. The socket is bound
 * to loopback, which keeps other machines out but not the pages that a browser on this machine shows:
 * a foreign page can send requests here (Origin tells), and after rebinding its name even read the
 * answers (Host tells).
 */
@Injectable()
export class LoopbackGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<FastifyRequest>();
    if (!isLoopback(headers.host)) throw new ForeignHostError('Host');
    if (headers.origin !== undefined && !isLoopback(hostOf(headers.origin))) throw new ForeignHostError('Origin');
    return true;
  }
}

function hostOf(origin: string): string | undefined {
  return /^https?:\/\/([^/]+)$/.exec(origin)?.[1];
}

/** With or without a port. */
function isLoopback(host: string | undefined): boolean {
  return host !== undefined && /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i.test(host);
}
