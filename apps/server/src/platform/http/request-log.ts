import pg from 'pg';

/**
 * What the log may hold of an unexpected error. PostgreSQL repeats values of the row in its messages and details, so
 * of its errors only the names of things are kept.
 */
export function loggableError(error: unknown): Record<string, unknown> {
  if (error instanceof pg.DatabaseError) {
    const { code, schema, table, column, constraint, routine } = error;
    const message = error.message.replace(/"[^"]*"|'[^']*'/g, '…');
    return { type: 'DatabaseError', message, code, schema, table, column, constraint, routine, stack: frames(error) };
  }
  if (error instanceof Error) {
    const cause = error.cause === undefined ? {} : { cause: loggableError(error.cause) };
    return { type: error.name, message: error.message, stack: frames(error), ...cause };
  }
  return { type: typeof error, message: String(error) };
}

/** The stack without its first lines, which repeat the message. */
const frames = (error: Error): string =>
  (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
