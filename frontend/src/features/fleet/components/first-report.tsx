import Link from 'next/link';
import { buttonLook } from '@/components/ui/button';
import { Command } from '@/components/ui/command';
import { EmptyState } from '@/components/ui/notice';
import { PlimsollMark } from '@/components/ui/plimsoll-mark/plimsoll-mark';

interface FirstReportProps {
  /** Where reports are sent to. */
  readonly origin: string;
  /** How the command line is called on the server's machine. */
  readonly command: string;
  /** Most lenient first. */
  readonly environments: readonly string[];
}

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
        environment.
      </p>
      <Command
        text={[
          `TOKEN=$(${command} token create --name ci --permissions report:write,gate:read --expires 30d)`,
          'trivy image --format json --output report.json ghcr.io/acme/api:1.0',
          `curl -H "Authorization: Bearer $TOKEN" --data-binary @report.json '${origin}/api/v1/reports'`,
        ].join('\n')}
      />
      <p className="text-sm">
        Run the first line on the server, in the Plimsoll checkout. Anywhere else, create a token on{' '}
        <Link href="/account" className="link">
          your account page
        </Link>
        .
      </p>
      <p>
        <Link href="/send" className={buttonLook('primary')}>
          Upload a report
        </Link>
      </p>
    </EmptyState>
  );
}
