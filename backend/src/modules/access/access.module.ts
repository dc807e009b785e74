import { Global, Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { AccessGuard } from './access.guard.js';
import { Authenticator } from './authenticator.js';
import { HeldPermission } from './held-permission.js';
import { PrincipalRepository } from './principal.repository.js';
import { PublicOrigin } from './public-origin.js';
import { RouteInventory } from './route-inventory.js';
import { SessionCookie } from './session-cookie.js';

/** Who asks, and whether they may. */
@Global()
@Module({
  imports: [DiscoveryModule],
  providers: [
    Authenticator,
    HeldPermission,
    PrincipalRepository,
    PublicOrigin,
    RouteInventory,
    SessionCookie,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [Authenticator, HeldPermission, PrincipalRepository, PublicOrigin, RouteInventory, SessionCookie],
})
export class AccessModule {}
