import { QueryClient, type UseQueryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ApiError, createClient } from '@xinglin/kernel/client';
import { newId } from '@xinglin/kernel/ids';
import type { Operation, OutputOf, RequestOf } from '@xinglin/kernel/operation';
import { useEffect, useRef } from 'react';

let whenSignedOut: () => void = () => {};
/** The shell says what happens when the session has ended: the sign-in screen, with the place kept. */
export const onSignedOut = (act: () => void): void => {
  whenSignedOut = act;
};

const client = createClient({ baseUrl: '', onUnauthenticated: () => whenSignedOut() });

/** After so long without a key or a touch, what the page asks for by itself does not keep the session alive. */
const ATTENDED_MS = 60_000;
let lastTouchMs = Date.now();
for (const event of ['keydown', 'pointerdown', 'wheel'] as const) {
  window.addEventListener(event, () => (lastTouchMs = Date.now()), { capture: true, passive: true });
}

export const call: typeof client.call = (operation, input, options = {}) => {
  const unattended = operation.kind === 'query' && Date.now() - lastTouchMs > ATTENDED_MS;
  return client.call(operation, input, unattended ? { ...options, background: true } : options);
};

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      refetchOnWindowFocus: true,
      // A refusal stays a refusal; only a broken line is worth another try.
      retry: (count, error) => !(error instanceof ApiError) && count < 3,
    },
  },
});

type AskOptions<Output> = Omit<UseQueryOptions<Output, Error>, 'queryKey' | 'queryFn'>;

/** Asks one question and keeps the answer fresh. The key is the operation and its input. */
export function useAsk<Op extends Operation>(
  operation: Op,
  input: RequestOf<Op>,
  options: AskOptions<OutputOf<Op>> = {},
) {
  return useQuery<OutputOf<Op>, Error>({
    queryKey: [operation.name, input],
    queryFn: ({ signal }) => call(operation, input, { signal }),
    ...options,
  });
}

interface ActOptions<Op extends Operation> {
  /** Names of queries whose answers this changes; all of a module with `visits.`. */
  readonly refreshes?: readonly string[];
  readonly onDone?: (output: OutputOf<Op>, input: RequestOf<Op>) => void;
}

/**
 * Does one command. The idempotency key is kept until there is an answer, so pressing again after a broken line
 * retries the same act; other input is another act and gets another key.
 */
export function useAct<Op extends Operation>(operation: Op, { refreshes = [], onDone }: ActOptions<Op> = {}) {
  const queries = useQueryClient();
  const pending = useRef<{ readonly input: string; readonly key: string } | undefined>(undefined);
  return useMutation<OutputOf<Op>, Error, RequestOf<Op>>({
    mutationFn: async (input) => {
      const asked = JSON.stringify(input);
      if (pending.current?.input !== asked) pending.current = { input: asked, key: newId() };
      try {
        const output = await call(operation, input, { idempotencyKey: pending.current.key });
        pending.current = undefined;
        return output;
      } catch (error) {
        if (error instanceof ApiError && error.status < 500) pending.current = undefined;
        throw error;
      }
    },
    onSuccess: async (output, input) => {
      onDone?.(output, input);
      await refresh(queries, refreshes);
    },
  });
}

const refresh = (queries: QueryClient, names: readonly string[]) =>
  queries.invalidateQueries({
    predicate: ({ queryKey }) => names.some((name) => String(queryKey[0]).startsWith(name)),
  });

/**
 * Keeps queries fresh while others work: asks again when the server says that what stands under a topic changed.
 * Falls back to asking every 15 seconds while the line is down.
 */
export function useLive(topics: readonly string[], refreshes: readonly string[]): void {
  const queries = useQueryClient();
  const topicList = topics.join(',');
  const nameList = refreshes.join(',');
  useEffect(() => {
    if (topicList === '') return undefined;
    const again = () => void refresh(queries, nameList.split(','));
    let poll: ReturnType<typeof setInterval> | undefined;
    const source = new EventSource(`/api/live?topics=${encodeURIComponent(topicList)}`);
    source.addEventListener('changed', again);
    source.onopen = () => {
      clearInterval(poll);
      poll = undefined;
    };
    source.onerror = () => {
      poll ??= setInterval(again, 15_000);
    };
    return () => {
      clearInterval(poll);
      source.close();
    };
  }, [queries, topicList, nameList]);
}
