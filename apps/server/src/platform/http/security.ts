import helmet from '@fastify/helmet';
import { OWN_REQUEST_HEADER } from '@xinglin/kernel/client';
import { DomainError } from '@xinglin/kernel/domain-error';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { HttpSettings } from './settings.ts';

const SIX_MONTHS_SECONDS = 15_552_000;

/**
 * Security headers of every answer. Styles may be inline, because the design system writes its style elements in the
 * browser; scripts may not. Frames of our own are allowed for printing, foreign pages can never frame us.
 */
export async function securityHeaders(app: FastifyInstance, settings: HttpSettings): Promise<void> {
  const isTls = settings.tls !== undefined || settings.behindTls;
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'self'"],
        'script-src': ["'self'"],
        'style-src': ["'self'", "'unsafe-inline'"],
        'img-src': ["'self'", 'data:', 'blob:'],
        'font-src': ["'self'", 'data:'],
        'connect-src': ["'self'"],
        'media-src': ["'self'", 'blob:'],
        'worker-src': ["'self'", 'blob:'],
        'frame-src': ["'self'", 'blob:'],
        'frame-ancestors': ["'self'"],
        'form-action': ["'self'"],
        'object-src': ["'none'"],
        'base-uri': ["'none'"],
        ...(isTls ? { 'upgrade-insecure-requests': [] } : {}),
      },
    },
    strictTransportSecurity: isTls ? { maxAge: SIX_MONTHS_SECONDS, includeSubDomains: false } : false,
    crossOriginEmbedderPolicy: false,
    // Without TLS browsers ignore it and write a warning on every page.
    crossOriginOpenerPolicy: isTls ? { policy: 'same-origin' } : false,
    originAgentCluster: isTls,
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'sameorigin' },
  });
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('permissions-policy', 'camera=(self), microphone=(self), geolocation=(), payment=(), usb=()');
  });
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses a write that another site made the browser send. The session cookie is SameSite=Strict already; this stands
 * behind it for browsers and proxies that fail it. A foreign page can neither add our header without a preflight,
 * which is never answered, nor choose the Origin header.
 * @throws DomainError 'forbidden' `platform.foreign-request`.
 */
export function refuseForeignRequest(request: FastifyRequest): void {
  if (SAFE_METHODS.has(request.method)) return;
  const { origin, [OWN_REQUEST_HEADER]: ownMark, 'sec-fetch-site': site } = request.headers;
  const isForeign = site === 'cross-site' || site === 'same-site';
  const isOwn = ownMark !== undefined || (origin !== undefined && isOwnOrigin(origin, request));
  if (isForeign || !isOwn) throw new DomainError('forbidden', 'platform.foreign-request');
}

function isOwnOrigin(origin: string, request: FastifyRequest): boolean {
  const own = URL.parse(origin);
  return own !== null && own.host === request.host && own.protocol === `${request.protocol}:`;
}
