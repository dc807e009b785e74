import { Module } from '@nestjs/common';
import { VisibleArtifactsModule } from '../artifacts/visible-artifacts.module.js';
import { ReportsModule } from '../reports/reports.module.js';
import { AnswersController } from './answers.controller.js';
import { AnswersService } from './answers.service.js';

@Module({
  imports: [ReportsModule, VisibleArtifactsModule],
  controllers: [AnswersController],
  providers: [AnswersService],
})
export class AnswersModule {}
