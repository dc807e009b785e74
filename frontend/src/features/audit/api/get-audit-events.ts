import 'server-only';
import { resultOf, type ApiResult } from '@/lib/api/client';
import { serverApi } from '@/lib/api/server-client';
import type { AuditEventPage, AuditHead } from '@/lib/api/types';
import type { AuditFilter } from '../audit-query';

const PAGE_SIZE = 100;

export function getAuditEvents(filter: AuditFilter): Promise<ApiResult<AuditEventPage>> {
  return resultOf(serverApi().GET('/api/v1/audit-events', { params: { query: { ...filter, limit: PAGE_SIZE } } }));
}

export function getAuditHead(): Promise<ApiResult<AuditHead>> {
  return resultOf(serverApi().GET('/api/v1/audit-events/head'));
}
