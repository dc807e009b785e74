import Link from 'next/link';
import { buttonLook } from '@/components/ui/button';
import { Command } from '@/components/ui/command';
import { EmptyState } from '@/components/ui/notice';

/** An empty fleet says what fills it. */
export function FirstReport({ origin }: { readonly origin: string }) {
  return (
    <EmptyState title="No image has reported yet">
      <p>
        Plimsoll reads what scanners write: Trivy, Grype, CycloneDX and SARIF, as JSON. Send the first report and its
        image appears here, with a verdict for each environment.
      </p>
      <Command
        text={`trivy image --format json --output report.json ghcr.io/acme/api:1.0\ncurl --data-binary @report.json '${origin}/api/v1/reports'`}
      />
      <p>
        <Link href="/send" className={buttonLook('primary')}>
          Send a report from here
        </Link>
      </p>
    </EmptyState>
  );
}
