'use client';

import { useState } from 'react';
import { buttonLook } from '@/components/ui/button';
import { SelectField } from '@/components/ui/field';

interface VexExportProps {
  readonly artifactId: string;
  /** In the policy's order. */
  readonly environments: readonly string[];
}

const FORMATS = [
  { format: 'openvex', name: 'OpenVEX' },
  { format: 'cyclonedx', name: 'CycloneDX' },
] as const;

/** What is held of each vulnerability, for others to read. */
export function VexExport({ artifactId, environments }: VexExportProps) {
  const [environment, setEnvironment] = useState(environments.at(-1) ?? '');
  return (
    <section aria-label="Export" className="print:hidden">
      <h2 className="mb-1.5 text-base">Export</h2>
      <p className="mb-2 text-sm text-ink-soft">
        The status of every vulnerability, as VEX for others. An accepted risk (a waiver) is exported as affected.
      </p>
      <SelectField label="As decided for" value={environment} onChange={(event) => setEnvironment(event.target.value)}>
        {environments.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </SelectField>
      <div className="mt-2 flex flex-wrap gap-2">
        {FORMATS.map(({ format, name }) => (
          <a
            key={format}
            href={`/api/v1/artifacts/${artifactId}/vex/export?${new URLSearchParams({ format, environment })}`}
            download={`artifact-${artifactId}-${environment}.${format}.json`}
            className={buttonLook('plain')}
          >
            {name}
          </a>
        ))}
      </div>
    </section>
  );
}
