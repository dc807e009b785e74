import { Module } from '@nestjs/common';
import { ExpiryRepository } from './expiry.repository.js';
import { ExpiryService } from './expiry.service.js';

@Module({ providers: [ExpiryRepository, ExpiryService] })
export class ExpiryModule {}
