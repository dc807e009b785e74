import { Module } from '@nestjs/common';
import { ProjectsModule } from '../../../projects/projects.module.js';
import { TokensController } from './tokens.controller.js';
import { Tokens } from './tokens.js';
import { TokensRepository } from './tokens.repository.js';
import { TokensService } from './tokens.service.js';

@Module({
  imports: [ProjectsModule],
  controllers: [TokensController],
  providers: [Tokens, TokensService, TokensRepository],
  exports: [Tokens],
})
export class TokensModule {}
