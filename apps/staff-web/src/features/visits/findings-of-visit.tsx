import { visitDetails } from '@xinglin/server/contract/visits';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { Skeleton } from 'antd';
import { useAsk } from '../../server-api.ts';
import { FindingsLine } from './findings-line.tsx';

/** What triage found at one visit, for whoever looks back at it. */
export function FindingsOfVisit({ visitId }: { readonly visitId: string }) {
  const visit = useAsk(visitDetails, { visitId }, { staleTime: 60_000 });
  if (visit.error) return <ErrorNotice error={visit.error} onAgain={() => void visit.refetch()} />;
  if (!visit.data) return <Skeleton.Input active block size="small" />;
  return <FindingsLine triage={visit.data.triage[0]} bloodPressureDue={false} />;
}
