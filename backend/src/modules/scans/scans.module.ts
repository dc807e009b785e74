import { Module } from '@nestjs/common';
import { ScansController } from './scans.controller.js';
import { ScansRepository } from './scans.repository.js';
import { ScansService } from './scans.service.js';

@Module({ controllers: [ScansController], providers: [ScansService, ScansRepository] })
export class ScansModule {}
