import { Setup } from '@/features/sign-in/components/setup';

export const metadata = { title: 'Setup', referrer: 'no-referrer' };

/** The link that the server prints when it starts without an administrator. */
export default function SetupPage() {
  return <Setup />;
}
