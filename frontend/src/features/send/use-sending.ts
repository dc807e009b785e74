'use client';

import { useCallback, useRef, useState } from 'react';
import type { ApiResult } from '@/lib/api/client';
import type { ReportReceipt } from '@/lib/api/types';
import { sendReport, type ReportDetails } from './send-report';

/** One file on its way. */
export interface Sending {
  readonly id: number;
  readonly file: File;
  readonly details: ReportDetails;
  readonly sentBytes: number;
  /** Null while it is waiting, being sent or being read. */
  readonly result: ApiResult<ReportReceipt> | null;
}

interface SendingList {
  /** Newest first. */
  readonly sendings: readonly Sending[];
  readonly send: (files: readonly File[], details: ReportDetails) => void;
  /** The same file with other details, in its place. */
  readonly sendAgain: (sending: Sending, details: ReportDetails) => void;
}

/** Sends files one after another: the API reads one report as fast as the disk allows, two are no faster. */
export function useSending(): SendingList {
  const [sendings, setSendings] = useState<readonly Sending[]>([]);
  const queue = useRef(Promise.resolve());
  const lastId = useRef(0);

  const enqueue = useCallback(({ id, file, details }: Sending) => {
    const change = (part: Partial<Sending>) =>
      setSendings((current) => current.map((sending) => (sending.id === id ? { ...sending, ...part } : sending)));
    queue.current = sendAfter(queue.current, async () => {
      const result = await sendReport(file, details, (sentBytes) => change({ sentBytes }));
      change({ result });
    });
  }, []);

  const send = useCallback(
    (files: readonly File[], details: ReportDetails) => {
      for (const file of files) {
        lastId.current += 1;
        const sending = { id: lastId.current, file, details, sentBytes: 0, result: null };
        setSendings((current) => [sending, ...current]);
        enqueue(sending);
      }
    },
    [enqueue],
  );

  const sendAgain = useCallback(
    (sending: Sending, details: ReportDetails) => {
      const again = { ...sending, details, sentBytes: 0, result: null };
      setSendings((current) => current.map((other) => (other.id === sending.id ? again : other)));
      enqueue(again);
    },
    [enqueue],
  );

  return { sendings, send, sendAgain };
}

async function sendAfter(earlier: Promise<void>, send: () => Promise<void>): Promise<void> {
  await earlier;
  await send();
}
