import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { IdPipe, type RowId } from '../../common/pipes/id.pipe.js';
import { RequirePermission } from '../access/route-access.js';
import { type Asking, CurrentAsking } from './asking.js';
import { ForecastQuery, PreviewedWaiver, WaiverPreview } from './dto/waiver-preview.dto.js';
import { WaiverPreviewService } from './waiver-preview.service.js';

/** Which verdicts would change with a waiver, and without one. Nothing is saved. */
@Controller('api/v1/waivers')
export class WaiverPreviewController {
  constructor(private readonly previews: WaiverPreviewService) {}

  /** Preview a request: what would change if it were approved now by as many people as the policy needs. */
  @Post('preview')
  @HttpCode(200)
  @RequirePermission('waiver:request')
  request(@Body() body: PreviewedWaiver, @CurrentAsking() asking: Asking): Promise<WaiverPreview> {
    return this.previews.request(body, asking);
  }

  /** Preview what would change if this waiver were revoked now. */
  @Post(':id/revoke/preview')
  @HttpCode(200)
  @RequirePermission('waiver:approve')
  revoke(@Param('id', IdPipe) id: RowId, @CurrentAsking() asking: Asking): Promise<WaiverPreview> {
    return this.previews.revoke(id, asking);
  }

  /**
   * Preview what changes by a given time if no waiver is added, renewed or revoked until then. All else stays as it is
   * now: ageing reports and new vulnerabilities are not foreseen.
   */
  @Get('forecast')
  @RequirePermission('waiver:read')
  forecast(@Query() query: ForecastQuery, @CurrentAsking() asking: Asking): Promise<WaiverPreview> {
    return this.previews.forecast(query, asking);
  }
}
