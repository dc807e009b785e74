import { Module } from '@nestjs/common';
import { VisibleArtifactsModule } from '../artifacts/visible-artifacts.module.js';
import { BaseImagesController } from './base-images.controller.js';
import { BaseImagesRepository } from './base-images.repository.js';
import { BaseImagesService } from './base-images.service.js';
import { NewerBuilds } from './newer-builds.js';
import { NewerBuildsRepository } from './newer-builds.repository.js';

@Module({
  imports: [VisibleArtifactsModule],
  controllers: [BaseImagesController],
  providers: [BaseImagesRepository, BaseImagesService, NewerBuilds, NewerBuildsRepository],
  exports: [BaseImagesRepository, BaseImagesService, NewerBuilds],
})
export class BaseImagesModule {}
