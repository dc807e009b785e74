import { Module } from '@nestjs/common';
import { DefaultProject } from './default-project.js';
import { ProjectList } from './project-list.js';
import { ProjectsController } from './projects.controller.js';
import { Projects } from './projects.js';

@Module({
  controllers: [ProjectsController],
  providers: [Projects, DefaultProject, ProjectList],
  exports: [Projects, DefaultProject, ProjectList],
})
export class ProjectsModule {}
