import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HttpSettings } from './settings.ts';

export interface SessionCookie {
  read(request: FastifyRequest): string | undefined;
  /** undefined clears it. */
  write(reply: FastifyReply, token: string | undefined): void;
}

/**
 * The one cookie we set. It lives as long as the browser, is out of reach of scripts, and is never sent along from
 * another site. Under TLS its name begins with `__Host-`, which makes browsers refuse one planted by a neighbour.
 */
export function sessionCookie(settings: HttpSettings): SessionCookie {
  const secure = settings.tls !== undefined || settings.behindTls;
  const name = secure ? '__Host-xinglin_session' : 'xinglin_session';
  const options = { httpOnly: true, sameSite: 'strict', secure, path: '/' } as const;
  return {
    read: (request) => {
      const token = request.cookies[name];
      return token === undefined || token.length > 200 ? undefined : token;
    },
    write: (reply, token) => {
      if (token === undefined) reply.clearCookie(name, options);
      else reply.setCookie(name, token, options);
    },
  };
}
