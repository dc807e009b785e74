import 'server-only';
import { resultOf, type ApiResult } from '@/lib/api/client';
import { serverApi } from '@/lib/api/server-client';
import type {
  AccountPage,
  BackgroundJob,
  Recall,
  RoleDescription,
  RoleGrantPage,
  SsoSettings,
  TokenPage,
  TrustRule,
} from '@/lib/api/types';
import { peopleParameters, type PeopleQuery } from '../people/people-query';

const PAGE_SIZE = 100;
/** As many as a list to choose from can hold; any slug can be typed. */
const MOST_PROJECTS = 200;

export function getPeople(query: PeopleQuery): Promise<ApiResult<AccountPage>> {
  return resultOf(
    serverApi().GET('/api/v1/accounts', { params: { query: { ...peopleParameters(query), limit: PAGE_SIZE } } }),
  );
}

export function getRoles(): Promise<ApiResult<readonly RoleDescription[]>> {
  return resultOf(serverApi().GET('/api/v1/roles'));
}

export function getRoleGrants(): Promise<ApiResult<RoleGrantPage>> {
  return resultOf(serverApi().GET('/api/v1/role-grants', { params: { query: { limit: PAGE_SIZE } } }));
}

export function getTokens(): Promise<ApiResult<TokenPage>> {
  return resultOf(serverApi().GET('/api/v1/tokens', { params: { query: { limit: PAGE_SIZE } } }));
}

export async function getTrustRules(): Promise<ApiResult<readonly TrustRule[]>> {
  const result = await resultOf(serverApi().GET('/api/v1/trust-rules'));
  return result.ok ? { ok: true, data: result.data.items } : result;
}

export async function getRecalls(): Promise<ApiResult<readonly Recall[]>> {
  const result = await resultOf(serverApi().GET('/api/v1/evidence/recalls'));
  return result.ok ? { ok: true, data: result.data.items } : result;
}

export async function getJobs(): Promise<ApiResult<readonly BackgroundJob[]>> {
  const result = await resultOf(serverApi().GET('/api/v1/jobs'));
  return result.ok ? { ok: true, data: result.data.items } : result;
}

export function getSsoSettings(): Promise<ApiResult<SsoSettings>> {
  return resultOf(serverApi().GET('/api/v1/sso'));
}

/** Slugs to choose from; none if they cannot be listed, as any can be typed. */
export async function getProjectSlugs(): Promise<readonly string[]> {
  const result = await resultOf(serverApi().GET('/api/v1/projects', { params: { query: { limit: MOST_PROJECTS } } }));
  return result.ok ? result.data.items.map(({ slug }) => slug) : [];
}
