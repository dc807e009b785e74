import type { ReactNode } from 'react';
import { Step } from '@/components/ui/step';

interface CardProps {
  readonly title: string;
  readonly children: ReactNode;
}

/** One step of coming in. */
export function Card({ title, children }: CardProps) {
  return (
    <Step key={title} className="rounded-md bg-surface p-5 border border-rule sm:p-6 print:border-0 print:p-0">
      <h1 className="mb-4 text-xl outline-none">{title}</h1>
      {children}
    </Step>
  );
}
