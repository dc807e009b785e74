import { Module } from '@nestjs/common';
import { DeploymentsModule } from '../deployments/deployments.module.js';
import { FindingsModule } from '../findings/findings.module.js';
import { PolicyModule } from '../policy/policy.module.js';
import { ScanRecordsModule } from '../scans/scan-records.module.js';
import { BuildsRepository } from './builds.repository.js';
import { ImagePages } from './image-pages.js';
import { ImagesController } from './images.controller.js';
import { ImagesRepository } from './images.repository.js';
import { ImagesService } from './images.service.js';
import { OpenTimesService } from './open-times.service.js';

@Module({
  imports: [PolicyModule, DeploymentsModule, FindingsModule, ScanRecordsModule],
  controllers: [ImagesController],
  providers: [ImagesService, ImagePages, ImagesRepository, BuildsRepository, OpenTimesService],
})
export class ImagesModule {}
