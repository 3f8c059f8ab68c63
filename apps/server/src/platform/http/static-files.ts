import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import compress from '@fastify/compress';
import serveFolder from '@fastify/static';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const ONE_YEAR_SECONDS = 31_536_000;
/** Not screens of the staff app: these answer in their own shape also when nothing is there. */
const NOT_SCREENS = /^\/(api|fhir|assets|healthz|readyz|metrics)(\/|\?|$)/;

/** The page of the staff app, for an address that may be one of its screens; undefined for any other. */
export type ScreenFallback = (request: FastifyRequest) => Promise<Buffer | undefined>;

/**
 * Serves the built staff app. Files under `assets/` carry a hash of their content in their name and may be kept for
 * ever; all others are asked for again each time. They are compressed on the way out; API answers are not, because
 * the size of a compressed answer can betray what is in it, and a clinic's network is fast.
 */
export async function staticFiles(app: FastifyInstance, root: string | undefined): Promise<ScreenFallback> {
  if (root === undefined || !existsSync(join(root, 'index.html'))) return async () => undefined;
  await app.register(async (scope) => {
    await scope.register(compress, { global: true, encodings: ['br', 'gzip'], threshold: 1024 });
    await scope.register(serveFolder, {
      root,
      wildcard: false,
      cacheControl: false,
      setHeaders: (reply, path) => {
        const isHashed = path.startsWith(join(root, 'assets'));
        reply.header('cache-control', isHashed ? `public, max-age=${ONE_YEAR_SECONDS}, immutable` : 'no-cache');
      },
    });
  });
  return async (request) => {
    const wantsPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
    return wantsPage && !NOT_SCREENS.test(request.url) ? readFile(join(root, 'index.html')) : undefined;
  };
}
