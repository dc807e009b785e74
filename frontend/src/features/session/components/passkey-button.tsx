'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { KeyIcon } from '@/components/ui/icons';
import type { ApiResult } from '@/lib/api/client';
import type { Problem } from '@/lib/api/problem';
import { PASSKEY_SUPERSEDED } from '../passkey';

interface PasskeyButtonProps<T> {
  readonly look?: 'primary' | 'plain';
  readonly label?: string;
  readonly className?: string;
  /** Everything from the question to the API's answer. */
  readonly use: () => Promise<ApiResult<T>>;
  readonly onDone: (data: T) => void;
  readonly onProblem: (problem: Problem | null) => void;
}

export function PasskeyButton<T>({
  look = 'plain',
  label = 'Use a passkey',
  className,
  use,
  onDone,
  onProblem,
}: PasskeyButtonProps<T>) {
  const [isWaiting, setIsWaiting] = useState(false);
  const ask = async () => {
    setIsWaiting(true);
    onProblem(null);
    const result = await use();
    setIsWaiting(false);
    if (result.ok) onDone(result.data);
    else if (result.problem.code !== PASSKEY_SUPERSEDED) onProblem(result.problem);
  };
  return (
    <Button look={look} className={className} aria-disabled={isWaiting} onClick={() => !isWaiting && void ask()}>
      <KeyIcon />
      {isWaiting ? 'Waiting for your passkey…' : label}
    </Button>
  );
}
