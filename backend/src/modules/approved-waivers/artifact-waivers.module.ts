import { Module } from '@nestjs/common';
import { ArtifactWaivers } from './artifact-waivers.js';

/** Below the gate, which judges by it. */
@Module({ providers: [ArtifactWaivers], exports: [ArtifactWaivers] })
export class ArtifactWaiversModule {}
