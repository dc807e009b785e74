import { Injectable } from '@nestjs/common';
import { ActivePolicyStore } from './active-policy.store.js';

/** The active policy in a thread beside the API's own, which has offered the file already. */
@Injectable()
export class StoredPolicy extends ActivePolicyStore {
  override async onModuleInit(): Promise<void> {}

  override async onApplicationBootstrap(): Promise<void> {}
}
