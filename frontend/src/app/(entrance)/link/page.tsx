import { LinkPassword } from '@/features/sign-in/components/link-password';

export const metadata = { title: 'Set a password', referrer: 'no-referrer' };

/** The link of an invitation, or of an administrator, to set a new password. */
export default function LinkPage() {
  return <LinkPassword />;
}
