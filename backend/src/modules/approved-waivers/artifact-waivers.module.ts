import { Module } from '@nestjs/common';
import { ArtifactWaivers } from './artifact-waivers.js';
import { WaiverFixes } from './waiver-fixes.js';

/** Below the gate, which judges by it. */
@Module({ providers: [ArtifactWaivers, WaiverFixes], exports: [ArtifactWaivers, WaiverFixes] })
export class ArtifactWaiversModule {}
