import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { PageQuery } from '../../../common/paging/page-query.js';
import type { Permission } from '../../access/permissions.js';
import { PROJECT_STATES, type ProjectState } from '../project-states.js';

export class ProjectQuery extends PageQuery {
  /** Part of the slug or of the name. */
  @IsOptional()
  @IsString()
  @MaxLength(255)
  q?: string;

  /** Left out: active and archived ones. */
  @IsOptional()
  @IsIn(PROJECT_STATES)
  state?: ProjectState;
}

export class Project {
  id!: string;
  /**
   * What requests, tokens and pipelines call it. It never changes.
   * @example "shop"
   */
  slug!: string;
  /**
   * For people.
   * @example "Web shop"
   */
  name!: string;
  /** May be empty, and have several lines. */
  description!: string;
  imageCount!: number;
  /** When the last report of one of its images came in; null if none has. */
  lastReportAt!: string | null;
  createdAt!: string;
  /** Since when nothing new comes into it; null for an active one. */
  archivedAt!: string | null;
  /** Who archived it, as the audit log names them. */
  archivedBy!: string | null;
}

/** A project, and what the caller can do there. */
export class ProjectDetail extends Project {
  /** Permissions of theirs that count in this project. */
  permissions!: Permission[];
}

export class ProjectPage {
  /** By slug. */
  items!: Project[];

  /** Where the next page starts; null on the last one. */
  nextCursor!: string | null;

  /** Exact up to 10,000; beyond that the text `10 000+`. */
  total!: number | string;
}
