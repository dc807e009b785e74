import { SendForm } from '@/features/send/components/send-form';

export const metadata = { title: 'Send a report' };

export default function SendPage() {
  return (
    <>
      <h1 className="text-xl">Send a report</h1>
      <p className="mt-1 mb-5 max-w-[110ch] text-ink-soft">
        A report is stored as it is, read, and held against the policy of every environment. The same report again
        changes nothing.
      </p>
      <SendForm />
    </>
  );
}
