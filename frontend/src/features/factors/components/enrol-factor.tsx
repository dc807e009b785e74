'use client';

import { browserSupportsWebAuthn } from '@simplewebauthn/browser';
import { useState, useSyncExternalStore, type ReactNode } from 'react';
import { KeyIcon, PhoneIcon } from '@/components/ui/icons';
import type { FactorAdded, SessionState } from '@/lib/api/types';
import { AddPasskey } from './add-passkey';
import { AddTotp } from './add-totp';
import { RecoveryCodeList } from './recovery-code-list';

interface EnrolFactorProps {
  readonly intro: ReactNode;
  /** The factor is there, and the recovery codes that came with it are kept. */
  readonly onDone: (session: SessionState) => void;
}

type Kind = 'totp' | 'passkey';

/** Setting up the first second factor: which one, the factor itself, and the recovery codes that come with it. */
export function EnrolFactor({ intro, onDone }: EnrolFactorProps) {
  const [kind, setKind] = useState<Kind | null>(null);
  const [added, setAdded] = useState<FactorAdded | null>(null);
  const hasPasskeys = useSyncExternalStore(neverChanges, browserSupportsWebAuthn, () => true);

  const take = (factor: FactorAdded) => {
    if (factor.recoveryCodes === null) onDone(factor.session);
    else setAdded(factor);
  };

  if (added?.recoveryCodes) {
    return <RecoveryCodeList codes={added.recoveryCodes} onKept={() => onDone(added.session)} />;
  }
  if (kind === 'totp') return <AddTotp onAdded={take} onCancel={() => setKind(null)} />;
  if (kind === 'passkey') return <AddPasskey onAdded={take} onCancel={() => setKind(null)} />;
  return (
    <div className="flex flex-col gap-3">
      <p className="mb-1 text-ink-soft">{intro}</p>
      <Choice icon={<PhoneIcon className="size-5" />} name="Authenticator app" onChoose={() => setKind('totp')}>
        An app on your phone or in your password manager shows six digits that change every 30 seconds.
      </Choice>
      {hasPasskeys && (
        <Choice icon={<KeyIcon className="size-5" />} name="Passkey" onChoose={() => setKind('passkey')}>
          Your device’s fingerprint, face or PIN, or a security key. It also signs you in without the password, and
          cannot be phished.
        </Choice>
      )}
    </div>
  );
}

const neverChanges = () => () => undefined;

interface ChoiceProps {
  readonly icon: ReactNode;
  readonly name: string;
  readonly onChoose: () => void;
  readonly children: ReactNode;
}

function Choice({ icon, name, onChoose, children }: ChoiceProps) {
  return (
    <button
      type="button"
      onClick={onChoose}
      className="flex gap-3 rounded-sm border border-rule-strong bg-surface p-3 text-left hover:border-ink hover:bg-accent-wash"
    >
      <span className="mt-0.5">{icon}</span>
      <span>
        <span className="block font-semibold">{name}</span>
        <span className="mt-0.5 block text-sm text-ink-soft">{children}</span>
      </span>
    </button>
  );
}
