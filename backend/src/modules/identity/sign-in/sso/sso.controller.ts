import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { IdPipe, type RowId } from '../../../../common/pipes/id.pipe.js';
import { Context, type RequestContext } from '../../../access/request-context.js';
import { RequirePermission, StepUp } from '../../../access/route-access.js';
import { CreateGroupMapping, GroupMapping, SsoSettings } from './dto/sso.dto.js';
import { SsoSettingsService } from './sso-settings.service.js';

@Controller('api/v1/sso')
export class SsoController {
  constructor(private readonly settings: SsoSettingsService) {}

  /** Get the OpenID provider, without its secret, and the roles of its groups. */
  @RequirePermission('sso:read')
  @Get()
  get(): Promise<SsoSettings> {
    return this.settings.get();
  }

  /** Give a role to all members of a group, from their next sign-in on. */
  @RequirePermission('sso:write')
  @StepUp()
  @Post('group-mappings')
  createMapping(@Context() context: RequestContext, @Body() body: CreateGroupMapping): Promise<GroupMapping> {
    return this.settings.createMapping(context, body);
  }

  /** Remove a role from a group. Members who had a role only through groups must sign in again. */
  @RequirePermission('sso:write')
  @StepUp()
  @Delete('group-mappings/:id')
  @HttpCode(204)
  removeMapping(@Context() context: RequestContext, @Param('id', IdPipe) id: RowId): Promise<void> {
    return this.settings.removeMapping(context, id);
  }
}
