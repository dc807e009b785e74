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
}

/** Sends files one after another: the API reads one report as fast as the disk allows, two are no faster. */
export function useSending(): SendingList {
  const [sendings, setSendings] = useState<readonly Sending[]>([]);
  const queue = useRef(Promise.resolve());
  const lastId = useRef(0);

  const send = useCallback((files: readonly File[], details: ReportDetails) => {
    for (const file of files) {
      lastId.current += 1;
      const id = lastId.current;
      const change = (part: Partial<Sending>) =>
        setSendings((current) => current.map((sending) => (sending.id === id ? { ...sending, ...part } : sending)));

      setSendings((current) => [{ id, file, details, sentBytes: 0, result: null }, ...current]);
      queue.current = sendAfter(queue.current, async () => {
        const result = await sendReport(file, details, (sentBytes) => change({ sentBytes }));
        change({ result });
      });
    }
  }, []);

  return { sendings, send };
}

async function sendAfter(earlier: Promise<void>, send: () => Promise<void>): Promise<void> {
  await earlier;
  await send();
}
