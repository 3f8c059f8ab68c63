import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { isSame, orderQuestion, paybackQuestion, SIGNATURE, signAnswer, signQuestion } from '../card/wire.ts';
import { bank, type Fate } from './bank.ts';

/**
 * Trouble on the line: 'lost-question' breaks off before the bank sees it, 'lost-answer' after the bank has acted,
 * 'forged-answer' sends an answer with a wrong signature.
 */
const trouble = z.enum(['none', 'lost-question', 'lost-answer', 'forged-answer']);

/** What tests and trainers tell the simulator; each entry is used up by one request for money or payback. */
const control = z.object({
  next: z
    .array(z.object({ fate: z.enum(['approve', 'decline', 'wait']).default('approve'), line: trouble.default('none') }))
    .optional(),
  decide: z.object({ orderId: z.uuid(), state: z.enum(['approved', 'declined']) }).optional(),
});

type Next = { fate: Fate; line: z.output<typeof trouble> };
const ORDINARY: Next = { fate: 'approve', line: 'none' };
const MAX_BODY = 10_000;

export interface SimulatorSettings {
  readonly secret: string;
  /** File that keeps the books over a restart. */
  readonly journal?: string | undefined;
}

/**
 * A card provider that is nobody's bank, speaking the real protocol over a real socket. It approves everything unless
 * told otherwise at `POST /control`; `GET /totals` says what it took and gave back.
 */
export function cardSimulator({ secret, journal }: SimulatorSettings): Server {
  const books = bank(journal);
  const coming: Next[] = [];

  const answer = (method: string, path: string, body: string): { answer: object; line: Next['line'] } => {
    const [, kind, orderId = '', action] = path.split('/');
    const paying = method === 'POST' && (path === '/orders' || path === '/paybacks');
    const next = paying ? (coming.shift() ?? ORDINARY) : ORDINARY;
    if (next.line === 'lost-question') return { answer: {}, line: next.line };
    const { line } = next;
    if (path === '/orders') return { answer: books.collect(orderQuestion.parse(JSON.parse(body)), next.fate), line };
    if (path === '/paybacks') return { answer: books.payBack(paybackQuestion.parse(JSON.parse(body))), line };
    if (kind === 'orders' && method === 'GET') return { answer: books.query(orderId), line };
    if (kind === 'orders' && action === 'close') return { answer: books.close(orderId), line };
    if (path === '/totals') return { answer: books.totals(), line };
    if (path === '/control') {
      const told = control.parse(JSON.parse(body));
      if (told.next) coming.splice(0, coming.length, ...told.next);
      if (told.decide) books.decide(told.decide.orderId, told.decide.state);
      return { answer: {}, line };
    }
    throw new RangeError(`unknown path ${path}`);
  };

  return createServer(async (request, response) => {
    try {
      const body = await bodyOf(request);
      const method = request.method ?? 'GET';
      const path = request.url ?? '/';
      const expected = signQuestion(secret, method, path, body);
      if (!isSame(header(request), expected)) return void response.writeHead(401).end();
      const { answer: said, line } = answer(method, path, body);
      if (line === 'lost-question' || line === 'lost-answer') return void response.destroy();
      send(response, said, signAnswer(secret, line === 'forged-answer' ? 'forged' : expected, JSON.stringify(said)));
    } catch {
      response.writeHead(400).end();
    }
  });
}

const header = (request: IncomingMessage): string | undefined => {
  const value = request.headers[SIGNATURE];
  return typeof value === 'string' ? value : undefined;
};

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) throw new RangeError('body too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, body: object, signature: string): void {
  response.writeHead(200, { 'content-type': 'application/json', [SIGNATURE]: signature }).end(JSON.stringify(body));
}
