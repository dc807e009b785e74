import 'server-only';
import { resultOf, type ApiResult } from '@/lib/api/client';
import { entranceApi } from '@/lib/api/server-client';
import type { SignInOptions } from '@/lib/api/types';

export function getSignInOptions(): Promise<ApiResult<SignInOptions>> {
  return resultOf(entranceApi().GET('/api/v1/sign-in/options'));
}
