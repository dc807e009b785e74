import { Module } from '@nestjs/common';
import { ChangeStreams } from './change-streams.js';
import { ChangesController } from './changes.controller.js';

@Module({ controllers: [ChangesController], providers: [ChangeStreams] })
export class ChangesModule {}
