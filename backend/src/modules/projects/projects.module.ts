import { Module } from '@nestjs/common';
import { DefaultProject } from './default-project.js';
import { Projects } from './projects.js';

@Module({ providers: [Projects, DefaultProject], exports: [Projects, DefaultProject] })
export class ProjectsModule {}
