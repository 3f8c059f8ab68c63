import pg from 'pg';

/** Hears what any process of the installation says with PostgreSQL NOTIFY. */
export interface Listener {
  /** @returns a function that stops listening. */
  on(channel: string, hear: (payload: string) => void): () => void;
  /** Called after every gap: news may have been missed, so whatever was remembered is doubtful. */
  onGap(react: () => void): void;
  /** False while the connection is lost; nothing heard may then be taken for nothing said. */
  isHearing(): boolean;
  close(): Promise<void>;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
/** A connection that died without a word is noticed after this time. */
const PROBE_EVERY_MS = 15_000;
const QUERY_TIMEOUT_MS = 10_000;

/**
 * Keeps one connection of its own for LISTEN and renews it for ever when it breaks. The address must lead to
 * PostgreSQL itself or to a pooler in session mode, because LISTEN belongs to a connection.
 * @param onLost told once per loss, for the log.
 */
export async function startListener(
  connectionString: string,
  channels: readonly string[],
  onLost: (error: unknown) => void = () => {},
): Promise<Listener> {
  const hearers = new Map<string, Set<(payload: string) => void>>(channels.map((channel) => [channel, new Set()]));
  const gapReactions: (() => void)[] = [];
  let client: pg.Client | undefined;
  let isClosed = false;
  let pauseMs = FIRST_PAUSE_MS;
  let retry: NodeJS.Timeout | undefined;

  const connect = async () => {
    const next = new pg.Client({
      connectionString,
      application_name: 'xinglin-listen',
      keepAlive: true,
      query_timeout: QUERY_TIMEOUT_MS,
    });
    next.on('error', (error) => lose(next, error));
    next.on('end', () => lose(next, new Error('connection ended')));
    next.on('notification', ({ channel, payload }) => {
      for (const hear of hearers.get(channel) ?? []) hear(payload ?? '');
    });
    try {
      await next.connect();
      for (const channel of channels) await next.query(`listen ${pg.escapeIdentifier(channel)}`);
    } catch (error) {
      next.end().catch(() => {});
      throw error;
    }
    if (isClosed) return next.end();
    client = next;
    pauseMs = FIRST_PAUSE_MS;
  };
  const lose = (lost: pg.Client, error: unknown) => {
    if (isClosed || client !== lost) return;
    client = undefined;
    lost.end().catch(() => {});
    onLost(error);
    again();
  };
  const again = () => {
    retry = setTimeout(() => {
      connect().then(
        () => {
          for (const react of gapReactions) react();
        },
        () => {
          pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
          if (!isClosed) again();
        },
      );
    }, pauseMs);
    retry.unref();
  };
  const probe = setInterval(() => {
    const asked = client;
    asked?.query('select 1').catch((error) => lose(asked, error));
  }, PROBE_EVERY_MS);
  probe.unref();

  await connect();
  return {
    on: (channel, hear) => {
      const known = hearers.get(channel);
      if (!known) throw new Error(`not listening on ${channel}`);
      known.add(hear);
      return () => void known.delete(hear);
    },
    onGap: (react) => void gapReactions.push(react),
    isHearing: () => client !== undefined,
    close: async () => {
      isClosed = true;
      clearInterval(probe);
      clearTimeout(retry);
      await client?.end();
    },
  };
}
