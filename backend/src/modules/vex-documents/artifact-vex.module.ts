import { Module } from '@nestjs/common';
import { ArtifactVex } from './artifact-vex.js';

/** Below the gate, which judges by it. */
@Module({ providers: [ArtifactVex], exports: [ArtifactVex] })
export class ArtifactVexModule {}
