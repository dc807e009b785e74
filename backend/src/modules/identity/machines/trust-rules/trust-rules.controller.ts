import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { IdPipe, type RowId } from '../../../../common/pipes/id.pipe.js';
import { Context, type RequestContext } from '../../../access/request-context.js';
import { RequirePermission, StepUp } from '../../../access/route-access.js';
import { ChangeTrustRule, CreateTrustRule, TrustRule, TrustRules } from './dto/trust-rule.dto.js';
import { TrustRulesService } from './trust-rules.service.js';

@Controller('api/v1/trust-rules')
export class TrustRulesController {
  constructor(private readonly rules: TrustRulesService) {}

  /** List trust rules. */
  @RequirePermission('trust-rule:read')
  @Get()
  list(): Promise<TrustRules> {
    return this.rules.list();
  }

  /** Create a trust rule for pipelines of a CI provider. */
  @RequirePermission('trust-rule:write')
  @StepUp()
  @Post()
  create(@Context() context: RequestContext, @Body() body: CreateTrustRule): Promise<TrustRule> {
    return this.rules.create(context, body);
  }

  /** Change a trust rule, or turn it off and on. Tokens that were issued under it end. */
  @RequirePermission('trust-rule:write')
  @StepUp()
  @Patch(':id')
  change(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: RowId,
    @Body() body: ChangeTrustRule,
  ): Promise<TrustRule> {
    return this.rules.change(context, id, body);
  }

  /** Remove a trust rule. Tokens that were issued under it end. */
  @RequirePermission('trust-rule:write')
  @StepUp()
  @Delete(':id')
  @HttpCode(204)
  remove(@Context() context: RequestContext, @Param('id', IdPipe) id: RowId): Promise<void> {
    return this.rules.remove(context, id);
  }
}
