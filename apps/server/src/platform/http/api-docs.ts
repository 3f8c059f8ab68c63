import { readFileSync } from 'node:fs';
import type { Operation } from '@xinglin/kernel/operation';
import type { FastifyInstance } from 'fastify';
import { openApi } from './open-api.ts';

const PAGES = [
  { url: '/api/docs', file: 'index.html', type: 'text/html; charset=utf-8' },
  { url: '/api/docs/page.js', file: 'page.js', type: 'text/javascript; charset=utf-8' },
  { url: '/api/docs/page.css', file: 'page.css', type: 'text/css; charset=utf-8' },
] as const;

/** `/api/openapi.json` for machines and `/api/docs` for people; both say nothing that the contracts do not say. */
export function apiDocs(
  app: FastifyInstance,
  routes: readonly { readonly operation: Operation }[],
  version: string,
): void {
  let description: string | undefined;
  app.get('/api/openapi.json', async (_request, reply) => {
    // Made when first asked for: it costs a tenth of a second, which the start of the server can do without.
    description ??= JSON.stringify(
      openApi(
        routes.map(({ operation }) => operation),
        version,
      ),
    );
    return reply.header('cache-control', 'no-cache').type('application/json; charset=utf-8').send(description);
  });
  for (const { url, file, type } of PAGES) {
    const content = readFileSync(new URL(`api-docs/${file}`, import.meta.url));
    app.get(url, async (_request, reply) => reply.header('cache-control', 'no-cache').type(type).send(content));
  }
}
