import { useInfiniteQuery } from '@tanstack/react-query';
import { personNotes } from '@xinglin/server/contract/emr';
import { type VisitSummary, visitsOfPatient } from '@xinglin/server/contract/visits';
import { call } from '../../server-api.ts';
import { useMe } from '../../shell/session.tsx';
import { entriesOf, lagging, type PersonNote } from './timeline-model.ts';

const PAGE = 20;

/** The time line as far as it was asked for. A source without permission is not asked and not missed. */
export function useTimeline(patientId: string) {
  const { permissions } = useMe();
  const maySeeVisits = 'visits.read' in permissions;
  const maySeeNotes = 'emr.read' in permissions;
  const visits = useInfiniteQuery<VisitSummary[], Error, VisitSummary[], unknown[], string | undefined>({
    queryKey: [visitsOfPatient.name, 'pages', patientId],
    enabled: maySeeVisits,
    queryFn: async ({ pageParam: before, signal }) =>
      (await call(visitsOfPatient, { patientId, limit: PAGE, ...(before ? { before } : {}) }, { signal })).visits,
    initialPageParam: undefined,
    getNextPageParam: (page) => (page.length === PAGE ? page.at(-1)?.registeredAt : undefined),
    select: ({ pages }) => pages.flat(),
  });
  const notes = useInfiniteQuery<
    { readonly notes: PersonNote[]; readonly older?: string | undefined },
    Error,
    PersonNote[],
    unknown[],
    string | undefined
  >({
    queryKey: [personNotes.name, 'pages', patientId],
    enabled: maySeeNotes,
    queryFn: ({ pageParam: before, signal }) =>
      call(personNotes, { patientId, limit: PAGE, ...(before ? { before } : {}) }, { signal }),
    initialPageParam: undefined,
    getNextPageParam: (page) => page.older,
    select: ({ pages }) => pages.flatMap((page) => page.notes),
  });
  const loadedVisits = visits.data && { items: visits.data, more: visits.hasNextPage };
  const loadedNotes = notes.data && { items: notes.data, more: notes.hasNextPage };
  const behind = lagging(loadedVisits, loadedNotes);
  return {
    entries: entriesOf(loadedVisits, loadedNotes),
    nothingToSee: !maySeeVisits && !maySeeNotes,
    isLoading: visits.isLoading || notes.isLoading,
    visitsError: visits.error,
    notesError: notes.error,
    again: () => void Promise.all([visits.error && visits.refetch(), notes.error && notes.refetch()]),
    /** Undefined at the end of the line. */
    older: behind && (() => void (behind === 'visits' ? visits.fetchNextPage() : notes.fetchNextPage())),
    isLoadingOlder: visits.isFetchingNextPage || notes.isFetchingNextPage,
  };
}
