import type { ReportDetails } from './send-report';
import type { Sending } from './use-sending';

/** Whether the report waits for the name of its image: the API has read it and stored nothing. */
export function isUnnamed({ result }: Sending): boolean {
  return result?.ok === false && result.problem.code === 'image_unnamed';
}

/** Whether the report says no digest either. */
export function lacksDigest({ result }: Sending): boolean {
  return result?.ok === false && (result.problem.issues ?? []).some(({ parameter }) => parameter === 'digest');
}

export type ImageName = Pick<ReportDetails, 'image' | 'tag' | 'digest'>;

/** What was given for one report, as another one needs it: its own digest stays. */
export function detailsWith(sending: Sending, { image, tag, digest }: ImageName): ReportDetails {
  const { details } = sending;
  return { ...details, image, tag: tag || details.tag, digest: (lacksDigest(sending) && digest) || details.digest };
}
