import { Injectable, type OnModuleInit, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { ROUTE_ACCESS, ROUTE_STEP_UP, type RouteAccess } from '../../common/access/route-access.js';

export interface DeclaredRoute {
  readonly method: string;
  readonly path: string;
  readonly access: RouteAccess;
  readonly needsStepUp: boolean;
}

/** Every route and who may call it. One that does not say so keeps the API from starting. */
@Injectable()
export class RouteInventory implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onModuleInit(): void {
    this.list();
  }

  list(): DeclaredRoute[] {
    return this.discovery.getControllers().flatMap(({ instance, metatype }) => {
      if (instance === undefined || typeof metatype !== 'function') return [];
      const prototype = Object.getPrototypeOf(instance) as Record<string, () => unknown>;
      return this.scanner.getAllMethodNames(prototype).flatMap((name) => {
        const handler = prototype[name];
        if (handler === undefined) return [];
        const method = this.reflector.get<RequestMethod | undefined>(METHOD_METADATA, handler);
        if (method === undefined) return [];
        const access = this.reflector.getAllAndOverride<RouteAccess | undefined>(ROUTE_ACCESS, [handler, metatype]);
        if (access === undefined) throw new Error(`${metatype.name}.${name} does not say who may call it`);
        const path = [metatype, handler]
          .map((part) => String(this.reflector.get<string>(PATH_METADATA, part)).replaceAll(/^\/+|\/+$/g, ''))
          .filter((part) => part !== '')
          .join('/');
        const needsStepUp = this.reflector.get<boolean | undefined>(ROUTE_STEP_UP, handler) === true;
        return [{ method: RequestMethod[method], path: `/${path}`, access, needsStepUp }];
      });
    });
  }
}
