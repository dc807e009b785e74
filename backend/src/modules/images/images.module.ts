import { Module } from '@nestjs/common';
import { DeploymentsModule } from '../deployments/deployments.module.js';
import { PolicyModule } from '../policy/policy.module.js';
import { BuildsRepository } from './builds.repository.js';
import { ImagePages } from './image-pages.js';
import { ImagesController } from './images.controller.js';
import { ImagesRepository } from './images.repository.js';
import { ImagesService } from './images.service.js';

@Module({
  imports: [PolicyModule, DeploymentsModule],
  controllers: [ImagesController],
  providers: [ImagesService, ImagePages, ImagesRepository, BuildsRepository],
})
export class ImagesModule {}
