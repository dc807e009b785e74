import { Module } from '@nestjs/common';
import { EvaluationModule } from '../gate/evaluation.module.js';
import { PolicyModule } from '../policy/policy.module.js';
import { RetentionRepository } from './retention.repository.js';
import { RetentionService } from './retention.service.js';

@Module({ imports: [EvaluationModule, PolicyModule], providers: [RetentionRepository, RetentionService] })
export class RetentionModule {}
