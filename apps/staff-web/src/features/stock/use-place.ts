import { type Location, listLocations } from '@xinglin/server/contract/stock';
import { useState } from 'react';
import { useAsk } from '../../server-api.ts';

const storageKey = 'xinglin.stock.location';

/** The stock location this desk works at, remembered in this browser; the first pharmacy until one is chosen. */
export function usePlace() {
  const found = useAsk(listLocations, {}, { staleTime: 300_000 });
  const [chosen, setChosen] = useState(() => localStorage.getItem(storageKey));
  const locations = found.data?.locations ?? [];
  const place: Location | undefined =
    locations.find(({ id }) => id === chosen) ?? locations.find(({ kind }) => kind === 'pharmacy') ?? locations[0];
  const choose = (id: string) => {
    localStorage.setItem(storageKey, id);
    setChosen(id);
  };
  return {
    place,
    locations,
    choose,
    error: found.error,
    isLoading: found.isLoading,
    again: () => void found.refetch(),
  };
}
