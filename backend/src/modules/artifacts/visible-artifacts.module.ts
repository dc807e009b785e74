import { Module } from '@nestjs/common';
import { VisibleArtifactsRepository } from './visible-artifacts.repository.js';

@Module({ providers: [VisibleArtifactsRepository], exports: [VisibleArtifactsRepository] })
export class VisibleArtifactsModule {}
