import { notFound } from 'next/navigation';

/** Addresses that no page has: answered within the console, and so only to people who are signed in. */
export default function NowherePage(): never {
  notFound();
}
