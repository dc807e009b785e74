import Link from 'next/link';

/** Where a token for the commands of an empty page comes from. */
export function OwnTokenLink() {
  return (
    <Link href="/account" className="link">
      your account page
    </Link>
  );
}
