'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Command } from '@/components/ui/command';
import { EmptyState } from '@/components/ui/notice';
import { ConfirmDialog } from '@/features/session/components/confirm-dialog';
import { browserApi } from '@/lib/api/browser-client';
import { doneOf } from '@/lib/api/client';
import type { TrustRule } from '@/lib/api/types';
import { RuleDialog } from './rule-dialog';
import { snippetFor } from './templates';

interface TrustRuleListProps {
  readonly rules: readonly TrustRule[];
  readonly origin: string;
  readonly projects: readonly string[];
  readonly canWrite: boolean;
  /** Where left out, people with the permission to change rules can create them here. */
  readonly canCreate?: boolean;
}

type Asked = { readonly about: 'toggle' | 'delete'; readonly rule: TrustRule };

/** Which pipelines get in without a stored secret. */
export function TrustRuleList({ rules, origin, projects, canWrite, canCreate = canWrite }: TrustRuleListProps) {
  const router = useRouter();
  const [edited, setEdited] = useState<TrustRule | 'new' | null>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  const done = () => {
    setAsked(null);
    router.refresh();
  };
  return (
    <>
      {canCreate && (
        <p className="mb-3">
          <Button look="primary" onClick={() => setEdited('new')}>
            New rule
          </Button>
        </p>
      )}
      {rules.length === 0 ? (
        <EmptyState title="No pipeline is trusted yet">
          <p>
            With a trust rule, a GitHub or GitLab pipeline proves its identity and gets a token for 15 minutes. No
            secret is stored in the pipeline, so none can leak.
          </p>
        </EmptyState>
      ) : (
        <ul className="flex flex-col gap-3">
          {rules.map((rule) => (
            <li key={rule.id}>
              <RuleCard
                rule={rule}
                origin={origin}
                canWrite={canWrite}
                onEdit={() => setEdited(rule)}
                onAsk={(about) => setAsked({ about, rule })}
              />
            </li>
          ))}
        </ul>
      )}
      {edited && (
        <RuleDialog
          rule={edited === 'new' ? null : edited}
          origin={origin}
          projects={projects}
          onClose={() => setEdited(null)}
        />
      )}
      {asked && <AskDialog asked={asked} onDone={done} onClose={() => setAsked(null)} />}
    </>
  );
}

interface AskDialogProps {
  readonly asked: Asked;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

function AskDialog({ asked: { about, rule }, onDone, onClose }: AskDialogProps) {
  const path = { id: rule.id };
  if (about === 'delete') {
    return (
      <ConfirmDialog
        title={`Delete ${rule.name}?`}
        verb="Delete"
        act={() => doneOf(browserApi.DELETE('/api/v1/trust-rules/{id}', { params: { path } }))}
        onDone={onDone}
        onClose={onClose}
      >
        <p>Pipelines that rely on it no longer get tokens, and their present tokens end.</p>
      </ConfirmDialog>
    );
  }
  const isEnabled = !rule.isEnabled;
  return (
    <ConfirmDialog
      title={isEnabled ? `Enable ${rule.name}?` : `Disable ${rule.name}?`}
      verb={isEnabled ? 'Enable' : 'Disable'}
      act={() => doneOf(browserApi.PATCH('/api/v1/trust-rules/{id}', { params: { path }, body: { isEnabled } }))}
      onDone={onDone}
      onClose={onClose}
    >
      <p>
        {isEnabled
          ? 'Pipelines that meet its conditions get tokens again.'
          : 'Pipelines get no tokens under it until it is enabled again, and their present tokens end.'}
      </p>
    </ConfirmDialog>
  );
}

interface RuleCardProps {
  readonly rule: TrustRule;
  readonly origin: string;
  readonly canWrite: boolean;
  readonly onEdit: () => void;
  readonly onAsk: (about: Asked['about']) => void;
}

function RuleCard({ rule, origin, canWrite, onEdit, onAsk }: RuleCardProps) {
  const { name, issuer, audience, conditions, permissions, project, isEnabled } = rule;
  return (
    <article aria-label={name} className="rounded-sm border border-rule bg-surface">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-rule px-4 py-2">
        <h2 className="min-w-0 text-base break-words">{name}</h2>
        {!isEnabled && <Badge look="loud">disabled</Badge>}
        {canWrite && (
          <span className="ml-auto flex flex-wrap gap-1">
            <Button look="quiet" onClick={onEdit} aria-label={`Edit ${name}`}>
              Edit
            </Button>
            <Button
              look="quiet"
              onClick={() => onAsk('toggle')}
              aria-label={`${isEnabled ? 'Disable' : 'Enable'} ${name}`}
            >
              {isEnabled ? 'Disable' : 'Enable'}
            </Button>
            <Button look="quiet" onClick={() => onAsk('delete')} aria-label={`Delete ${name}`}>
              Delete
            </Button>
          </span>
        )}
      </header>
      <div className="grid gap-x-8 gap-y-3 px-4 py-3 text-sm lg:grid-cols-2">
        <dl className="grid grid-cols-[minmax(84px,max-content)_minmax(0,1fr)] content-start gap-x-4 gap-y-1">
          <dt className="text-ink-soft">Issuer</dt>
          <dd className="font-mono text-[0.92em] break-all">{issuer}</dd>
          <dt className="text-ink-soft">Audience</dt>
          <dd className="font-mono text-[0.92em] break-all">{audience}</dd>
          <dt className="text-ink-soft">Conditions</dt>
          <dd>
            <ul className="font-mono text-[0.92em] break-all">
              {conditions.map(({ claim, pattern }) => (
                <li key={claim}>
                  {claim} = {pattern}
                </li>
              ))}
            </ul>
          </dd>
          <dt className="text-ink-soft">Permissions</dt>
          <dd>
            <span className="font-mono text-[0.92em]">{permissions.join(', ')}</span>{' '}
            {project === null ? 'everywhere' : `in ${project}`}
          </dd>
        </dl>
        <details className="min-w-0">
          <summary className="text-ink-soft">In the pipeline</summary>
          <div className="mt-2">
            <Command text={snippetFor(rule, origin)} />
          </div>
        </details>
      </div>
    </article>
  );
}
