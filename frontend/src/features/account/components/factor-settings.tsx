'use client';

import { useRouter } from 'next/navigation';
import { useState, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { KeyIcon, PhoneIcon } from '@/components/ui/icons';
import { RelativeTime } from '@/components/ui/relative-time';
import { ConfirmDialog } from '@/features/session/components/confirm-dialog';
import { browserApi } from '@/lib/api/browser-client';
import { doneOf, resultOf, type ApiResult } from '@/lib/api/client';
import type { FactorList } from '@/lib/api/types';
import { AddFactorDialog, type FactorKind } from './add-factor-dialog';
import { NewCodesDialog } from './new-codes-dialog';

interface FactorSettingsProps {
  readonly factors: FactorList;
  readonly isMfaRequired: boolean;
}

/** What is asked before something is removed or replaced. */
interface Question {
  readonly title: string;
  readonly words: ReactNode;
  readonly verb: string;
  readonly act: () => Promise<ApiResult<unknown>>;
}

/** Authenticator apps, passkeys and recovery codes, and the ways to add and remove them. */
export function FactorSettings({ factors, isMfaRequired }: FactorSettingsProps) {
  const router = useRouter();
  const [adding, setAdding] = useState<FactorKind | null>(null);
  const [question, setQuestion] = useState<Question | null>(null);
  const [newCodes, setNewCodes] = useState<readonly string[] | null>(null);
  const { totp, passkeys, recoveryCodesLeft } = factors;
  const hasFactor = totp.length + passkeys.length > 0;

  const askToRemove = (name: string, remove: () => Promise<ApiResult<null>>) =>
    setQuestion({
      title: `Remove ${name}?`,
      words: <p>You can no longer sign in with it, and your other sessions end. Other factors stay as they are.</p>,
      verb: 'Remove',
      act: remove,
    });
  const removeTotp = (id: string) => () =>
    doneOf(browserApi.DELETE('/api/v1/account/factors/totp/{id}', { params: { path: { id } } }));
  const removePasskey = (id: string) => () =>
    doneOf(browserApi.DELETE('/api/v1/account/factors/passkeys/{id}', { params: { path: { id } } }));

  const askToRenewCodes = () =>
    setQuestion({
      title: 'Create new recovery codes?',
      words: <p>The previous ten codes stop working, and your other sessions end.</p>,
      verb: 'Create new codes',
      act: async () => {
        const result = await resultOf(browserApi.POST('/api/v1/account/recovery-codes'));
        if (result.ok) setNewCodes(result.data.recoveryCodes);
        return result;
      },
    });

  return (
    <div className="max-w-3xl">
      {!hasFactor && (
        <p className="mb-3 border-l-2 border-rule-strong py-0.5 pl-3">
          {isMfaRequired
            ? 'Your role requires a second factor. Add one now. Otherwise the next sign-in asks for it.'
            : 'You have none. With a second factor, a stolen password alone is not enough to sign in.'}
        </p>
      )}
      {hasFactor && (
        <ul className="divide-y divide-rule border-y border-rule">
          {totp.map(({ id, name, createdAt }) => (
            <Factor key={id} icon={<PhoneIcon />} name={name} onRemove={() => askToRemove(name, removeTotp(id))}>
              Authenticator app, added <RelativeTime iso={createdAt} />
            </Factor>
          ))}
          {passkeys.map(({ id, name, createdAt, lastUsedAt }) => (
            <Factor key={id} icon={<KeyIcon />} name={name} onRemove={() => askToRemove(name, removePasskey(id))}>
              Passkey, added <RelativeTime iso={createdAt} />, used <RelativeTime iso={lastUsedAt} />
            </Factor>
          ))}
          <li className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 py-2">
            <span className="min-w-0 grow basis-60">
              <span className="block font-medium">Recovery codes</span>
              <span className={recoveryCodesLeft < 3 ? 'text-sm font-medium text-fail' : 'text-sm text-ink-soft'}>
                {recoveryCodesLeft} of 10 left{recoveryCodesLeft < 3 && ': create new ones'}
              </span>
            </span>
            <Button onClick={askToRenewCodes}>Create new codes</Button>
          </li>
        </ul>
      )}
      <p className="mt-4 flex flex-wrap gap-2">
        <Button onClick={() => setAdding('passkey')}>
          <KeyIcon />
          Add a passkey
        </Button>
        <Button onClick={() => setAdding('totp')}>
          <PhoneIcon />
          Add an authenticator app
        </Button>
      </p>
      {adding && (
        <AddFactorDialog
          kind={adding}
          appNames={totp.map(({ name }) => name)}
          onAdded={({ recoveryCodes }) => {
            setAdding(null);
            // They come with the first factor, and are shown whatever became of the dialog meanwhile.
            setNewCodes(recoveryCodes);
            router.refresh();
          }}
          onClose={() => setAdding(null)}
        />
      )}
      {question && (
        <ConfirmDialog
          title={question.title}
          verb={question.verb}
          act={question.act}
          onDone={() => {
            setQuestion(null);
            router.refresh();
          }}
          onClose={() => setQuestion(null)}
        >
          {question.words}
        </ConfirmDialog>
      )}
      {newCodes && <NewCodesDialog codes={newCodes} onClose={() => setNewCodes(null)} />}
    </div>
  );
}

interface FactorProps {
  readonly icon: ReactNode;
  readonly name: string;
  readonly onRemove: () => void;
  readonly children: ReactNode;
}

function Factor({ icon, name, onRemove, children }: FactorProps) {
  return (
    <li className="flex min-h-12 items-center gap-3 py-2">
      <span className="text-ink-soft">{icon}</span>
      <span className="min-w-0 grow">
        <span className="block truncate font-medium" title={name}>
          {name}
        </span>
        <span className="block text-sm text-ink-soft">{children}</span>
      </span>
      <Button look="quiet" aria-label={`Remove ${name}`} onClick={onRemove}>
        Remove
      </Button>
    </li>
  );
}
