import { Module } from '@nestjs/common';
import { PostingSourceRepository } from './posting-source.repository.js';

@Module({ providers: [PostingSourceRepository], exports: [PostingSourceRepository] })
export class PostingSourceModule {}
