import { Module } from '@nestjs/common';
import { ActivePolicyStore } from './active-policy.store.js';
import { PolicyActivation } from './policy-activation.js';
import { PolicyController } from './policy.controller.js';
import { PolicyRepository } from './policy.repository.js';
import { PolicyService } from './policy.service.js';

@Module({
  controllers: [PolicyController],
  providers: [PolicyService, PolicyRepository, PolicyActivation, ActivePolicyStore],
  exports: [ActivePolicyStore],
})
export class PolicyModule {}
