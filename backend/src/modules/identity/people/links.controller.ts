import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { Context, type RequestContext } from '../../access/request-context.js';
import { Public } from '../../access/route-access.js';
import { LinkInfo, LinkPassword, LinkPasswordSet, LinkToken } from './dto/link.dto.js';
import { LinkPasswords } from './link-passwords.js';

@Controller('api/v1/links')
export class LinksController {
  constructor(private readonly passwords: LinkPasswords) {}

  /** Check an invitation or reset link without using it. */
  @Public('the link is the credential')
  @Post('check')
  @HttpCode(200)
  check(@Context() context: RequestContext, @Body() { token }: LinkToken): Promise<LinkInfo> {
    return this.passwords.check(context, token);
  }

  /** Set a password with an invitation or reset link. Does not sign in. */
  @Public('the link is the credential')
  @Post('password')
  @HttpCode(200)
  setPassword(@Context() context: RequestContext, @Body() body: LinkPassword): Promise<LinkPasswordSet> {
    return this.passwords.set(context, body);
  }
}
