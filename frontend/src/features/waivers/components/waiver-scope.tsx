import type { ReactNode } from 'react';
import { CopyButton } from '@/components/ui/copy-button';
import { MiddleTruncated } from '@/components/ui/middle-truncated';
import { WhereElse } from '@/features/exposure/components/where-else';
import type { Waiver } from '@/lib/api/types';
import { environmentsInWords } from '../waiver-words';

interface WaiverScopeFactsProps extends Pick<Waiver, 'scope' | 'project'> {
  /** Of a waiver that is being requested: its environments are chosen elsewhere, and nothing leads away. */
  readonly isProposed?: boolean;
}

/** What a waiver covers. What is not named is said as well: it may be anything. */
export function WaiverScopeFacts({ scope, project, isProposed = false }: WaiverScopeFactsProps) {
  const { advisory, rule, component, path, image, digest, environments } = scope;
  return (
    <dl className="grid grid-cols-[minmax(96px,max-content)_minmax(0,1fr)] gap-x-4 gap-y-1.5">
      {advisory !== undefined && (
        <Row name="Advisory">
          <span className="flex flex-wrap items-center">
            <code className="font-mono">{advisory}</code>
            {!isProposed && (
              <>
                <CopyButton text={advisory} what="identifier" />
                <WhereElse kind="advisory" q={advisory} />
              </>
            )}
          </span>
        </Row>
      )}
      {rule !== undefined && (
        <Row name="Rule">
          <code className="font-mono break-all">{rule}</code>
        </Row>
      )}
      {(component !== undefined || rule === undefined) && (
        <Row name="Component">
          {component === undefined ? (
            <Anything>every component</Anything>
          ) : (
            <code className="font-mono text-[0.92em] break-all">{component}</code>
          )}
        </Row>
      )}
      {path !== undefined && (
        <Row name="Path">
          <code className="font-mono text-[0.92em] break-all">{path}</code>
        </Row>
      )}
      <Row name="Image">
        {image === undefined ? <Anything>every image</Anything> : <bdi className="break-words">{image}</bdi>}
      </Row>
      {digest !== undefined && (
        <Row name="Digest">
          <MiddleTruncated text={digest} />
        </Row>
      )}
      {!isProposed && (
        <Row name="Environments">
          {environments === undefined ? <Anything>every environment</Anything> : environmentsInWords(environments)}
        </Row>
      )}
      <Row name="Project">{project ?? <Anything>every project</Anything>}</Row>
    </dl>
  );
}

function Row({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-soft">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}

/** A wide scope can be a mistake, so the approver is warned. */
function Anything({ children }: { readonly children: ReactNode }) {
  return <span className="font-medium">{children}</span>;
}
