import { Controller, Delete, Get, HttpCode, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { IdPipe, type RowId } from '../../../../common/pipes/id.pipe.js';
import type { Person } from '../../../access/principal.js';
import { Context, CurrentPrincipal, type RequestContext } from '../../../access/request-context.js';
import { PersonOnly, StepUp } from '../../../access/route-access.js';
import { AccountSessions, SessionsEnded } from '../../sign-in/dto/account-session.dto.js';
import { OwnSessions } from './own-sessions.js';

@PersonOnly()
@Controller('api/v1/account/sessions')
export class AccountSessionsController {
  constructor(private readonly sessions: OwnSessions) {}

  /** List your sessions. */
  @Get()
  list(@CurrentPrincipal() person: Person): Promise<AccountSessions> {
    return this.sessions.list(person);
  }

  /** End one of your sessions. */
  @StepUp()
  @Delete(':id')
  @HttpCode(204)
  end(
    @Res({ passthrough: true }) reply: FastifyReply,
    @Context() context: RequestContext,
    @CurrentPrincipal() person: Person,
    @Param('id', IdPipe) id: RowId,
  ): Promise<void> {
    return this.sessions.end(reply, context, person, id);
  }

  /** End all of your other sessions, and forget their browsers. */
  @StepUp()
  @Delete()
  endOthers(
    @Res({ passthrough: true }) reply: FastifyReply,
    @Context() context: RequestContext,
    @CurrentPrincipal() person: Person,
  ): Promise<SessionsEnded> {
    return this.sessions.endOthers(reply, context, person);
  }
}
