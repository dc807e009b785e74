import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';

/**
 * Every route that Fastify answers, as it tells itself: `GET /api/v1/artifacts/:`, with a bare colon for a parameter, since
 * routes that share a place in the path may name it differently.
 */
export function registeredRoutes(app: NestFastifyApplication): string[] {
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  const tree = fastify.printRoutes({ commonPrefix: true });
  const parts: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const [, indent, part, methods] = /^(.*?)── (.*?)(?: \(([A-Z, ]+)\))?$/.exec(line) ?? [];
    if (indent === undefined || part === undefined) return [];
    parts.splice(Math.floor(indent.length / 4), Infinity, part);
    return (methods?.split(', ') ?? []).map((method) => `${method} ${withBareParameters(parts.join(''))}`);
  });
}

/** `/artifacts/:id|:artifactId/findings` and `/artifacts/:artifactId/findings` become the same. */
export function withBareParameters(path: string): string {
  return path.replaceAll(/:\w+(\|:\w+)*/g, ':');
}
