import { Controller, Post } from '@nestjs/common';
import type { Person } from '../../../access/principal.js';
import { Context, CurrentPrincipal, type RequestContext } from '../../../access/request-context.js';
import { PersonOnly, StepUp } from '../../../access/route-access.js';
import { RecoveryCodes } from './dto/recovery-codes.dto.js';
import { FactorEnrolmentService } from './factor-enrolment.service.js';

@PersonOnly()
@Controller('api/v1/account/recovery-codes')
export class RecoveryCodesController {
  constructor(private readonly enrolment: FactorEnrolmentService) {}

  /** Replace your recovery codes with ten new ones. Ends your other sessions. */
  @StepUp()
  @Post()
  renew(@Context() context: RequestContext, @CurrentPrincipal() person: Person): Promise<RecoveryCodes> {
    return this.enrolment.renewRecoveryCodes(context, person);
  }
}
