import { redirect } from 'next/navigation';
import { AREAS } from '@/features/administration/areas';
import { maySomewhere } from '@/features/session/api/permissions';

/** The first part that somebody may see; the layout tells those who may see none. */
export default async function AdministrationPage() {
  for (const { href, permission } of AREAS) if (await maySomewhere(permission)) redirect(href);
  return null;
}
