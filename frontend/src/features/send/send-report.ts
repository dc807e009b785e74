import {
  asProblem,
  needsSignIn,
  newRequestId,
  REQUEST_ID_HEADER,
  unreachableProblem,
  type Problem,
} from '@/lib/api/problem';
import { tellSessionEnded } from '@/lib/api/session-end';
import type { ApiResult } from '@/lib/api/client';
import type { ReportFormat, ReportReceipt } from '@/lib/api/types';
import { contentEncodingOf } from '@/lib/http/content-encoding';

/** What the sender says about a report beyond what it says itself. Empty text is nothing said. */
export interface ReportDetails {
  readonly image: string;
  readonly digest: string;
  readonly tag: string;
  readonly format: ReportFormat | '';
}

export const NO_DETAILS: ReportDetails = { image: '', digest: '', tag: '', format: '' };

/** Bytes sent so far; when all are sent, the API is still reading. */
type OnProgress = (sentBytes: number) => void;

/** XMLHttpRequest and not fetch: only it tells how much of a body has been sent. */
export function sendReport(
  file: File,
  details: ReportDetails,
  onProgress: OnProgress,
): Promise<ApiResult<ReportReceipt>> {
  const requestId = newRequestId();
  const request = new XMLHttpRequest();
  request.open('POST', `/api/v1/reports?${parametersOf(details)}`);
  request.setRequestHeader('content-type', 'application/octet-stream');
  request.setRequestHeader('accept', 'application/json');
  request.setRequestHeader(REQUEST_ID_HEADER, requestId);
  const encoding = contentEncodingOf(file.name);
  if (encoding) request.setRequestHeader('content-encoding', encoding);
  request.upload.addEventListener('progress', (event) => onProgress(event.loaded));

  return new Promise((resolve) => {
    request.addEventListener('load', () => resolve(resultOfRequest(request, requestId)));
    request.addEventListener('error', () => resolve({ ok: false, problem: interruptedProblem(requestId) }));
    request.send(file);
  });
}

/** No report is filed under a name that was made up for it: the API refuses it, and the page asks for the image. */
function parametersOf(details: ReportDetails): URLSearchParams {
  const given = Object.entries(details).filter(([, value]) => value.trim() !== '');
  return new URLSearchParams([...given, ['requireImage', 'true']]);
}

function resultOfRequest(request: XMLHttpRequest, requestId: string): ApiResult<ReportReceipt> {
  const body = jsonOrNull(request.responseText);
  if (request.status >= 200 && request.status < 300 && body !== null) return { ok: true, data: body as ReportReceipt };
  const headers = new Headers({ [REQUEST_ID_HEADER]: request.getResponseHeader(REQUEST_ID_HEADER) ?? requestId });
  const problem = asProblem(body, { status: request.status, headers });
  if (needsSignIn(problem)) tellSessionEnded();
  return { ok: false, problem };
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: the status alone has to tell.
    return null;
  }
}

function interruptedProblem(requestId: string): Problem {
  return {
    ...unreachableProblem(requestId),
    title: 'Upload failed',
    detail: 'The connection was lost. Send the report again: it is never stored in part or twice.',
  };
}
