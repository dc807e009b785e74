import Link from 'next/link';
import { buttonLook } from '@/components/ui/button';

export const metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <div className="mx-auto max-w-[60ch] py-16">
      <h1 className="text-2xl">Page not found</h1>
      <p className="mt-2 text-ink-soft">The artifact may have been removed, or the address is mistyped.</p>
      <p className="mt-4 flex gap-2">
        <Link href="/" className={buttonLook('primary')}>
          Go to the fleet
        </Link>
        <Link href="/send" className={buttonLook('plain')}>
          Send a report
        </Link>
      </p>
    </div>
  );
}
