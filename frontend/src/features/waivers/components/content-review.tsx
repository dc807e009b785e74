import type { WaiverContent } from '@/lib/api/types';
import type { WaiverLimit } from '../waiver-limits';
import { approversInWords, environmentsInWords, subjectOf } from '../waiver-words';
import { ContentPreview } from './waiver-preview';

interface ContentReviewProps {
  readonly project: string | null;
  readonly content: WaiverContent;
  /** Null where the policy is not known. */
  readonly limit: WaiverLimit | null;
}

/** What is about to be asked for, who has to approve it, and what that would change. */
export function ContentReview({ project, content, limit }: ContentReviewProps) {
  const { scope, expiresAt } = content;
  return (
    <>
      <p className="max-w-[64ch]">
        <span className="font-medium">{subjectOf(scope)}</span> for <bdi>{environmentsInWords(scope.environments)}</bdi>
        , until {expiresAt.slice(0, 10)}. <span className="text-ink-soft">{approversInWords(limit)}</span>
      </p>
      <ContentPreview project={project} content={content} />
    </>
  );
}
