import { type Role, roleNames } from '@xinglin/server/contract/staff';
import { useLanguage } from '@xinglin/ui/texts';

/** The name of a role in the reader's language. */
export function useRoleWords(): (role: Role) => string {
  const language = useLanguage();
  return (role) => (language === 'en' ? roleNames[role].en : roleNames[role].zh);
}
