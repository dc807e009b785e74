import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { RequirePermission } from '../access/route-access.js';
import { type Asking, CurrentAsking } from './asking.js';
import { WaiverBulk, WaiverBulkResult } from './dto/waiver-bulk.dto.js';
import { WaiverPreview } from './dto/waiver-preview.dto.js';
import { WaiverBulkService } from './waiver-bulk.service.js';

/** The same for several waivers. */
@Controller('api/v1/waivers/bulk')
export class WaiverBulkController {
  constructor(private readonly bulk: WaiverBulkService) {}

  /**
   * Approve, reject, revoke or renew several waivers: all of them, or none. The permissions are those of the single
   * calls; sessions approve and revoke within five minutes after a step-up. If one is refused, `errors` lists which,
   * and why.
   */
  @Post()
  @HttpCode(200)
  @RequirePermission('waiver:read')
  change(@CurrentAsking() asking: Asking, @Body() body: WaiverBulk): Promise<WaiverBulkResult> {
    return this.bulk.change(asking, body);
  }

  /** Preview such changes, each approved by as many people as the policy needs. Nothing is saved. */
  @Post('preview')
  @HttpCode(200)
  @RequirePermission('waiver:read')
  preview(@CurrentAsking() asking: Asking, @Body() body: WaiverBulk): Promise<WaiverPreview> {
    return this.bulk.preview(asking, body);
  }
}
