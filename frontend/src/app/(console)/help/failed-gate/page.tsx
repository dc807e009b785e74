import { DocumentView } from '@/features/help/components/document-view';
import { FIX_A_FAILED_GATE } from '@/features/help/generated/fix-a-failed-gate';

export const metadata = { title: 'Fix a failed gate' };

export default function FailedGatePage() {
  return <DocumentView blocks={FIX_A_FAILED_GATE} />;
}
