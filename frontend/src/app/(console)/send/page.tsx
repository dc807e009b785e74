import { SendForm } from '@/features/send/components/send-form';

export const metadata = { title: 'Send a report' };

export default function SendPage() {
  return (
    <>
      <h1 className="text-xl">Send a report</h1>
      <p className="mt-1 mb-5 max-w-[110ch] text-ink-soft">
        Plimsoll stores the report unchanged and evaluates it for every environment in the policy. Sending the same
        report again has no effect.
      </p>
      <SendForm />
    </>
  );
}
