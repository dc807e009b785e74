import type { RouteOptions } from 'fastify';
import { RouteTable } from './route-table.js';

describe('RouteTable', () => {
  const routes = new RouteTable();
  routes.add({ method: 'GET', url: '/api/v1/artifacts/:id' } as RouteOptions);
  routes.add({ method: ['GET', 'HEAD'], url: '/api/openapi.json' } as RouteOptions);
  routes.add({ method: 'DELETE', url: '/api/v1/artifacts/:id' } as RouteOptions);

  it('knows every method of an address', () => {
    expect(routes.methodsAt('/api/v1/artifacts/42')).toEqual(['DELETE', 'GET']);
    expect(routes.methodsAt('/api/openapi.json')).toEqual(['GET', 'HEAD']);
  });

  it('knows nothing of other addresses', () => {
    for (const path of ['/api/v1/artifacts', '/api/v1/artifacts/42/x', '/api/openapi+json', '/']) {
      expect(routes.methodsAt(path)).toEqual([]);
    }
  });
});
