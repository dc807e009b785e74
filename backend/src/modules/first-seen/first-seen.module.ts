import { Module } from '@nestjs/common';
import { FirstSeenRepository } from './first-seen.repository.js';

/** Below the gate, which judges by it. */
@Module({ providers: [FirstSeenRepository], exports: [FirstSeenRepository] })
export class FirstSeenModule {}
