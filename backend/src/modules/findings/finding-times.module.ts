import { Module } from '@nestjs/common';
import { FirstSeenModule } from '../first-seen/first-seen.module.js';
import { PolicyModule } from '../policy/policy.module.js';
import { FindingTimes } from './finding-times.js';

@Module({ imports: [FirstSeenModule, PolicyModule], providers: [FindingTimes], exports: [FindingTimes] })
export class FindingTimesModule {}
