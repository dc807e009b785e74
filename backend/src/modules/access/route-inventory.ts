import { Injectable, type OnModuleInit, RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { ROUTE_ACCESS, ROUTE_STEP_UP, type RouteAccess, type RouteStepUp } from './route-access.js';

export interface DeclaredRoute {
  readonly method: string;
  readonly path: string;
  readonly access: RouteAccess;
  readonly needsStepUp: boolean;
}

/** Every route and who may call it. One that does not say so keeps the API from starting. */
@Injectable()
export class RouteInventory implements OnModuleInit {
  constructor(private readonly discovery: DiscoveryService) {}

  onModuleInit(): void {
    this.list();
  }

  list(): DeclaredRoute[] {
    return this.discovery
      .getControllers()
      .flatMap(({ metatype }) => (typeof metatype === 'function' ? routesOf(metatype as Type) : []));
  }
}

/** The routes of a controller. Throws for one that does not say who may call it. */
export function routesOf(controller: Type): DeclaredRoute[] {
  const reflector = new Reflector();
  const prototype = controller.prototype as Record<string, () => unknown>;
  return new MetadataScanner().getAllMethodNames(prototype).flatMap((name) => {
    const handler = prototype[name];
    if (handler === undefined) return [];
    const method = reflector.get<RequestMethod | undefined>(METHOD_METADATA, handler);
    if (method === undefined) return [];
    const access = reflector.getAllAndOverride<RouteAccess | undefined>(ROUTE_ACCESS, [handler, controller]);
    if (access === undefined) throw new Error(`${controller.name}.${name} does not say who may call it`);
    const path = [controller, handler]
      .map((part) => String(reflector.get<string>(PATH_METADATA, part)).replaceAll(/^\/+|\/+$/g, ''))
      .filter((part) => part !== '')
      .join('/');
    const needsStepUp = reflector.get<RouteStepUp | undefined>(ROUTE_STEP_UP, handler) !== undefined;
    return [{ method: RequestMethod[method], path: `/${path}`, access, needsStepUp }];
  });
}
