import { Module } from '@nestjs/common';
import { PolicyModule } from '../policy/policy.module.js';
import { ImagesController } from './images.controller.js';
import { ImagesRepository } from './images.repository.js';
import { ImagesService } from './images.service.js';

@Module({ imports: [PolicyModule], controllers: [ImagesController], providers: [ImagesService, ImagesRepository] })
export class ImagesModule {}
