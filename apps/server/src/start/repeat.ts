/**
 * Does the work again and again with a pause between the end of one and the start of the next. Disposing waits for the
 * one under way. A failure is told and the next time comes all the same.
 */
export function repeat(
  pauseMs: number,
  work: () => Promise<unknown>,
  onError: (error: unknown) => void,
): AsyncDisposable {
  let timer: NodeJS.Timeout | undefined;
  let underWay: Promise<unknown> = Promise.resolve();
  let isStopped = false;
  const plan = () => {
    timer = setTimeout(() => {
      underWay = work()
        .catch(onError)
        .finally(() => {
          if (!isStopped) plan();
        });
    }, pauseMs);
    timer.unref();
  };
  plan();
  return {
    [Symbol.asyncDispose]: async () => {
      isStopped = true;
      clearTimeout(timer);
      await underWay;
    },
  };
}
