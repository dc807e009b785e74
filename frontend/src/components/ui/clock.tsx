'use client';

import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';

const Now = createContext(0);

const TICK_MS = 30_000;

interface ClockProps {
  /** Milliseconds since 1970, by the server: the first picture in the browser must equal what the server drew. */
  readonly now: number;
  readonly children: ReactNode;
}

/** One clock for all relative times on the page. */
export function Clock({ now, children }: ClockProps) {
  const [time, setTime] = useState(now);
  useEffect(() => {
    const timer = setInterval(() => setTime(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return <Now value={time}>{children}</Now>;
}

export function useNow(): number {
  return useContext(Now);
}
