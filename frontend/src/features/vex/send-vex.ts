import { resultOf, type ApiResult } from '@/lib/api/client';
import { isSignInMissing } from '@/lib/api/problem';
import { tellSessionEnded } from '@/lib/api/session-end';
import type { VexReceipt } from '@/lib/api/types';
import { contentEncodingOf } from '@/lib/http/content-encoding';

/** What a document can be filed for. */
export interface VexSubject {
  readonly project: string;
  readonly image: string;
  readonly digest: string;
}

/** What a document is filed for. Left out: every image of the project, every build of the image. */
export interface VexFiling {
  readonly project: string;
  readonly image?: string;
  readonly digest?: string;
}

/** Sends a document as it is. */
export function sendVex(file: File, filing: VexFiling): Promise<ApiResult<VexReceipt>> {
  return resultOf(answerTo(file, filing));
}

async function answerTo(file: File, filing: VexFiling) {
  const encoding = contentEncodingOf(file.name);
  const response = await fetch(`/api/v1/vex?${new URLSearchParams({ ...filing })}`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', ...(encoding !== null && { 'content-encoding': encoding }) },
    body: file,
  });
  if (await isSignInMissing(response)) tellSessionEnded();
  const body: unknown = await response.json().catch(() => null);
  return response.ok ? { response, data: body as VexReceipt } : { response, error: body };
}
