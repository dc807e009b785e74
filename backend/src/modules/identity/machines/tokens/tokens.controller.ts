import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { IdPipe, type RowId } from '../../../../common/pipes/id.pipe.js';
import type { Person } from '../../../access/principal.js';
import { Context, CurrentPrincipal, type RequestContext } from '../../../access/request-context.js';
import { PersonOnly, RequirePermission, StepUp } from '../../../access/route-access.js';
import { CreateToken } from './dto/create-token.dto.js';
import { TokenQuery } from './dto/token-query.dto.js';
import { CreatedToken, TokenPage } from './dto/token.dto.js';
import { TokensService } from './tokens.service.js';

@Controller('api/v1/tokens')
export class TokensController {
  constructor(private readonly tokens: TokensService) {}

  /** List your tokens; if you manage tokens, all of your projects. */
  @PersonOnly()
  @Get()
  list(@CurrentPrincipal() person: Person, @Query() query: TokenQuery): Promise<TokenPage> {
    return this.tokens.list(person, query);
  }

  /** Create a token. It is shown only once, and never has more permissions than its owner. */
  @RequirePermission('token:write')
  @StepUp()
  @Post()
  create(
    @Context() context: RequestContext,
    @CurrentPrincipal() person: Person,
    @Body() body: CreateToken,
  ): Promise<CreatedToken> {
    return this.tokens.create(context, person, body);
  }

  /** Revoke a token: your own, or one of a project whose tokens you manage. */
  @PersonOnly()
  @Delete(':id')
  @HttpCode(204)
  revoke(
    @Context() context: RequestContext,
    @CurrentPrincipal() person: Person,
    @Param('id', IdPipe) id: RowId,
  ): Promise<void> {
    return this.tokens.revoke(context, person, id);
  }
}
