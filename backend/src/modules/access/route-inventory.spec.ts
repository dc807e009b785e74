import type * as Common from '@nestjs/common';
import type * as Core from '@nestjs/core';
import { packageOfSources } from '../../../test/factories/realms.js';
import { PersonOnly, Public, RequirePermission, StepUp } from './route-access.js';
import { RouteInventory, routesOf } from './route-inventory.js';

const { Controller, Get, Module, Post } = await packageOfSources<typeof Common>('@nestjs/common');
const { DiscoveryModule, NestFactory } = await packageOfSources<typeof Core>('@nestjs/core');

@RequirePermission('artifact:read')
@Controller('boats')
class BoatsController {
  @Get(':id')
  get(): string {
    return 'a boat';
  }

  @Post()
  @StepUp()
  @RequirePermission('report:write')
  build(): string {
    return 'a new boat';
  }

  @Get('own')
  @PersonOnly('enrol', 'full')
  own(): string {
    return 'my boat';
  }

  @Get()
  @Public('boats can be seen from the shore')
  list(): string {
    return 'boats';
  }

  /** No route. */
  repair(): string {
    return 'mended';
  }
}

@Controller('ports')
class PortsController {
  @Get('named')
  @Public('on every map')
  named(): string {
    return 'ports';
  }

  @Get('secret')
  secret(): string {
    return 'a port that the decorator was forgotten of';
  }
}

@Module({ imports: [DiscoveryModule], controllers: [BoatsController], providers: [RouteInventory] })
class DeclaredModule {}

@Module({ imports: [DiscoveryModule], controllers: [PortsController], providers: [RouteInventory] })
class UndeclaredModule {}

const start = (module: typeof DeclaredModule) =>
  NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });

describe('RouteInventory', () => {
  it('lists every route with what it declares, the method before the class', () => {
    expect(routesOf(BoatsController)).toEqual([
      {
        method: 'GET',
        path: '/boats/:id',
        access: { for: 'permission', permission: 'artifact:read' },
        needsStepUp: false,
      },
      { method: 'POST', path: '/boats', access: { for: 'permission', permission: 'report:write' }, needsStepUp: true },
      { method: 'GET', path: '/boats/own', access: { for: 'person', stages: ['enrol', 'full'] }, needsStepUp: false },
      {
        method: 'GET',
        path: '/boats',
        access: { for: 'everybody', because: 'boats can be seen from the shore' },
        needsStepUp: false,
      },
    ]);
  });

  it('lets an application start whose routes all say who may call them', async () => {
    const app = await start(DeclaredModule);
    expect(app.get(RouteInventory).list()).toHaveLength(4);
    await app.close();
  });

  it('keeps an application from starting that has a route which does not', async () => {
    await expect(start(UndeclaredModule)).rejects.toThrow('PortsController.secret does not say who may call it');
  });
});
