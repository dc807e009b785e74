import 'server-only';
import { cache } from 'react';
import { resultOf, type ApiResult } from '@/lib/api/client';
import { serverApi } from '@/lib/api/server-client';
import type {
  EnvironmentEvidence,
  ImagePage,
  Permission,
  ProjectDetail,
  ProjectPage,
  RoleGrantPage,
  TokenPage,
  TrustRule,
} from '@/lib/api/types';
import { evidenceParameters, type EvidenceQuery } from '../evidence-query';
import { projectsParameters, type ProjectsQuery } from '../projects-query';

const PAGE_SIZE = 100;
/** As many as a list to choose from can hold; any slug can be typed. */
const MOST_TARGETS = 200;

export function getProjects(query: ProjectsQuery): Promise<ApiResult<ProjectPage>> {
  return resultOf(
    serverApi().GET('/api/v1/projects', { params: { query: { ...projectsParameters(query), limit: PAGE_SIZE } } }),
  );
}

/** Asked once a request: the title, the frame and the page all need it. */
export const getProject = cache((slug: string): Promise<ApiResult<ProjectDetail>> =>
  resultOf(serverApi().GET('/api/v1/projects/{slug}', { params: { path: { slug } } })),
);

/** Whether the signed-in person holds a permission in the project. It decides what is drawn, not what is done. */
export async function mayInProject(slug: string, permission: Permission): Promise<boolean> {
  const project = await getProject(slug);
  return project.ok && project.data.permissions.includes(permission);
}

/** Slugs of active projects, to move an image to; none if they cannot be listed. */
export async function getTargetProjects(): Promise<readonly string[]> {
  const query = { state: 'active', limit: MOST_TARGETS } as const;
  const result = await resultOf(serverApi().GET('/api/v1/projects', { params: { query } }));
  return result.ok ? result.data.items.map(({ slug }) => slug) : [];
}

export function getProjectImages(project: string): Promise<ApiResult<ImagePage>> {
  return resultOf(serverApi().GET('/api/v1/images', { params: { query: { project, limit: PAGE_SIZE } } }));
}

/** What an archive of the environment and the span would have. */
export function getProjectEvidence(
  slug: string,
  query: EvidenceQuery,
  now: number,
): Promise<ApiResult<EnvironmentEvidence>> {
  return resultOf(
    serverApi().GET('/api/v1/projects/{slug}/evidence/contents', {
      params: { path: { slug }, query: evidenceParameters(query, now) },
    }),
  );
}

export function getProjectMembers(project: string): Promise<ApiResult<RoleGrantPage>> {
  return resultOf(serverApi().GET('/api/v1/role-grants', { params: { query: { project, limit: PAGE_SIZE } } }));
}

export function getProjectTokens(project: string): Promise<ApiResult<TokenPage>> {
  return resultOf(serverApi().GET('/api/v1/tokens', { params: { query: { project, limit: PAGE_SIZE } } }));
}

/** Those whose tokens are for this project alone. */
export async function getProjectTrustRules(project: string): Promise<ApiResult<readonly TrustRule[]>> {
  const result = await resultOf(serverApi().GET('/api/v1/trust-rules'));
  return result.ok ? { ok: true, data: result.data.items.filter((rule) => rule.project === project) } : result;
}
