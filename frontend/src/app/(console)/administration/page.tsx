import { redirect } from 'next/navigation';
import { AREAS } from '@/features/administration/areas';
import { maySomewhere } from '@/features/session/api/permissions';

/** The first area that the person can see; the layout tells people who can see none. */
export default async function AdministrationPage() {
  for (const { href, permission } of AREAS) if (await maySomewhere(permission)) redirect(href);
  return null;
}
