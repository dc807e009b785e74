import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { IdPipe, type RowId } from '../../../../common/pipes/id.pipe.js';
import type { Person } from '../../../access/principal.js';
import { Context, CurrentPrincipal, type RequestContext } from '../../../access/request-context.js';
import { PersonOnly, StepUp } from '../../../access/route-access.js';
import { PasskeyCreationOptions } from '../../credentials/factors/dto/passkey-options.dto.js';
import { NewPasskeyBody } from '../../credentials/factors/dto/passkey-response.dto.js';
import { FactorAdded } from './dto/factor-added.dto.js';
import { FactorList } from './dto/factor-list.dto.js';
import { NewTotp, NewTotpBody, TotpConfirmation } from './dto/totp-enrolment.dto.js';
import { FactorEnrolmentService } from './factor-enrolment.service.js';

/**
 * List your second factors. Adding a factor needs a step-up just as removing one does, so that the thief of a session
 * cannot add a factor of their own.
 */
@Controller('api/v1/account/factors')
export class FactorsController {
  constructor(private readonly enrolment: FactorEnrolmentService) {}

  /** List your second factors. */
  @PersonOnly('enrol', 'full')
  @Get()
  list(@CurrentPrincipal() person: Person): Promise<FactorList> {
    return this.enrolment.list(person);
  }

  /** Start setting up an authenticator app. Confirm it with one of its codes within ten minutes. */
  @PersonOnly('enrol', 'full')
  @StepUp()
  @Post('totp')
  startTotp(
    @Context() context: RequestContext,
    @CurrentPrincipal() person: Person,
    @Body() body: NewTotpBody,
  ): Promise<NewTotp> {
    return this.enrolment.startTotp(context, person, body.name);
  }

  /** Confirm an authenticator app with the code that it shows. Ends your other sessions. */
  @PersonOnly('enrol', 'full')
  @StepUp()
  @HttpCode(200)
  @Post('totp/:id/confirm')
  confirmTotp(
    @Context() context: RequestContext,
    @CurrentPrincipal() person: Person,
    @Param('id', IdPipe) id: RowId,
    @Body() body: TotpConfirmation,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<FactorAdded> {
    return this.enrolment.confirmTotp(context, person, id, body, reply);
  }

  /** Remove an authenticator app. Ends your other sessions. */
  @PersonOnly()
  @StepUp()
  @HttpCode(204)
  @Delete('totp/:id')
  removeTotp(
    @Context() context: RequestContext,
    @CurrentPrincipal() person: Person,
    @Param('id', IdPipe) id: RowId,
  ): Promise<void> {
    return this.enrolment.removeTotp(context, person, id);
  }

  /** Get the options for creating a passkey. */
  @PersonOnly('enrol', 'full')
  @StepUp()
  @HttpCode(200)
  @Post('passkeys/options')
  passkeyOptions(
    @CurrentPrincipal() person: Person,
    @Headers('origin') origin: string | undefined,
  ): Promise<PasskeyCreationOptions> {
    return this.enrolment.passkeyOptions(person, origin);
  }

  /** Add the passkey that the browser created. Ends your other sessions. */
  @PersonOnly('enrol', 'full')
  @StepUp()
  @Post('passkeys')
  addPasskey(
    @Context() context: RequestContext,
    @CurrentPrincipal() person: Person,
    @Body() body: NewPasskeyBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<FactorAdded> {
    return this.enrolment.addPasskey(context, person, body, reply);
  }

  /** Remove a passkey. Ends your other sessions. */
  @PersonOnly()
  @StepUp()
  @HttpCode(204)
  @Delete('passkeys/:id')
  removePasskey(
    @Context() context: RequestContext,
    @CurrentPrincipal() person: Person,
    @Param('id', IdPipe) id: RowId,
  ): Promise<void> {
    return this.enrolment.removePasskey(context, person, id);
  }
}
