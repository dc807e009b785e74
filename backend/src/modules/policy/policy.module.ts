import { Module } from '@nestjs/common';
import { ActivePolicyStore } from './active-policy.store.js';
import { PolicyController } from './policy.controller.js';
import { PolicyRepository } from './policy.repository.js';
import { PolicyService } from './policy.service.js';

@Module({
  controllers: [PolicyController],
  providers: [PolicyService, PolicyRepository, ActivePolicyStore],
  exports: [ActivePolicyStore],
})
export class PolicyModule {}
