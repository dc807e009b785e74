import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { Context, type RequestContext } from '../../../access/request-context.js';
import { Public } from '../../../access/route-access.js';
import { ExchangedToken, ExchangeToken } from './dto/token-exchange.dto.js';
import { TokenExchange } from './token-exchange.js';

@Controller('api/v1/token-exchange')
export class TokenExchangeController {
  constructor(private readonly exchange: TokenExchange) {}

  /** Exchange the OIDC token of a CI provider for a Plimsoll token that is valid for 15 minutes. */
  @Public('the token of the CI provider is the credential', { isForMachines: true })
  @Post()
  @HttpCode(200)
  create(@Context() context: RequestContext, @Body() { token }: ExchangeToken): Promise<ExchangedToken> {
    return this.exchange.exchange(context, token);
  }
}
