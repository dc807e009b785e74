import Link from 'next/link';
import { buttonLook } from '@/components/ui/button';
import { Command } from '@/components/ui/command';
import { EmptyState } from '@/components/ui/notice';
import { PlimsollMark } from '@/components/ui/plimsoll-mark/plimsoll-mark';
import { OwnTokenLink } from '@/features/account/components/own-token-link';

interface FirstReportProps {
  /** Where reports are sent to. */
  readonly origin: string;
  /** How the command line is called on the server's machine. */
  readonly command: string;
  /** Most lenient first. */
  readonly environments: readonly string[];
}

/** Of the repository, which needs no scanner. */
const SAMPLE_REPORT = 'docs/samples/api-1.4.0.trivy.json';

const NO_CARGO = { critical: 0, high: 0, medium: 0, low: 0, unknown: 0 };

/** An empty fleet says what fills it, and shows the mark before anything is known. */
export function FirstReport({ origin, command, environments }: FirstReportProps) {
  const verdicts = environments.map((environment) => ({ environment, outcome: 'unknown' as const, waiverCount: 0 }));
  return (
    <EmptyState
      title="No reports yet"
      picture={<PlimsollMark verdicts={verdicts} load={0} hull={{ counts: NO_CARGO, wake: [] }} />}
    >
      <p>
        Send a report from Trivy, Grype, CycloneDX or SARIF (JSON). The image then appears here with a verdict for each
        environment. To try it, use <code className="font-mono text-[0.92em]">{SAMPLE_REPORT}</code> of the Plimsoll
        checkout.
      </p>
      <p>
        <Link href="/send" className={buttonLook('primary')}>
          Send a report
        </Link>
      </p>
      <p>From a pipeline:</p>
      <Command
        text={[
          `TOKEN=$(${command} token create --name ci --permissions report:write,gate:read --expires 30d)`,
          `curl -H "Authorization: Bearer $TOKEN" --data-binary @${SAMPLE_REPORT} '${origin}/api/v1/reports'`,
        ].join('\n')}
      />
      <p className="text-sm">
        Run the first line on the server, in the Plimsoll checkout. Anywhere else, create a token on <OwnTokenLink />.
      </p>
    </EmptyState>
  );
}
