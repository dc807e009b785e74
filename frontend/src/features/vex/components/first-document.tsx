import type { ReactNode } from 'react';
import { Command } from '@/components/ui/command';
import { EmptyState } from '@/components/ui/notice';

interface FirstDocumentProps {
  /** Where this Plimsoll is reached. */
  readonly origin: string;
  readonly project: string;
  readonly image: string;
  /** How to send one from here; null for people who cannot. */
  readonly action: ReactNode;
}

/** What sends the first document that is about the artifact. */
export function FirstDocument({ origin, project, image, action }: FirstDocumentProps) {
  const query = new URLSearchParams({ project, image });
  return (
    <EmptyState title="No VEX documents">
      <p>
        A VEX document says whether a vulnerability affects the image. A statement that it does not clears the finding
        where the policy honours its sender and author (
        <code className="font-mono text-[0.92em]">evidence.vexFrom</code>). Send one {action !== null && 'here, or '}
        from a pipeline:
      </p>
      <Command
        text={[
          'curl --data-binary @acme.openvex.json -H "Authorization: Bearer $PLIMSOLL_TOKEN" \\',
          `  '${origin}/api/v1/vex?${query}'`,
        ].join('\n')}
      />
      <p className="text-sm">
        The token needs <code className="font-mono">vex:write</code>.
      </p>
      {action !== null && <div>{action}</div>}
    </EmptyState>
  );
}
