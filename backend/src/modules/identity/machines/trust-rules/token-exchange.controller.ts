import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { Context, type RequestContext } from '../../../access/request-context.js';
import { Public } from '../../../access/route-access.js';
import { ExchangedToken, ExchangeToken } from './dto/token-exchange.dto.js';
import { TokenExchange } from './token-exchange.js';

@Controller('api/v1/token-exchange')
export class TokenExchangeController {
  constructor(private readonly exchange: TokenExchange) {}

  /** Gives a pipeline a token for 15 minutes in exchange for the one that its CI provider vouches for it with. */
  @Public('the token of the CI provider is the credential', { isForMachines: true })
  @Post()
  @HttpCode(200)
  create(@Context() context: RequestContext, @Body() { token }: ExchangeToken): Promise<ExchangedToken> {
    return this.exchange.exchange(context, token);
  }
}
