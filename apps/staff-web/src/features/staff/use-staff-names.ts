import { listMembers } from '@xinglin/server/contract/staff';
import { useCallback, useMemo } from 'react';
import { useAsk } from '../../server-api.ts';
import { useText } from './text.ts';

/** Says who a staff id is; the id itself when nobody is known by it. People who left still have their names. */
export function useStaffNames(): (staffId: string) => string {
  const t = useText();
  const here = useAsk(listMembers, {}, { staleTime: 600_000 });
  const left = useAsk(listMembers, { left: true }, { staleTime: 600_000 });
  const names = useMemo(
    () => new Map([...(left.data?.members ?? []), ...(here.data?.members ?? [])].map(({ id, name }) => [id, name])),
    [here.data, left.data],
  );
  const house = t('staff.house');
  return useCallback((staffId) => (staffId === 'platform' ? house : (names.get(staffId) ?? staffId)), [names, house]);
}
