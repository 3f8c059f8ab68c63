import type { Operation } from '@xinglin/kernel/operation';
import { z } from 'zod';

type Json = Readonly<Record<string, unknown>>;

/** Chinese name of the sign that an operation needs no sign-in or no special permission. */
const PERMISSION_NOTES: Readonly<Record<string, string>> = {
  public: '无需登录 / no sign-in needed',
  'signed-in': '任何已登录账户 / any signed-in account',
};

/**
 * The OpenAPI 3.1 description of all operations, made from their zod shapes.
 * Chinese first: summaries are Chinese, the English sentence opens the description.
 */
export function openApi(operations: readonly Operation[], version: string): Json {
  const paths: Record<string, Record<string, Json>> = {};
  const recursive: Record<string, unknown> = {};
  for (const operation of [...operations].sort(byPath)) {
    const path = `/api${operation.path.replace(/:(\w+)/g, '{$1}')}`;
    const methods = paths[path] ?? {};
    paths[path] = methods;
    methods[operation.method.toLowerCase()] = describe(operation, recursive);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: '杏林 API',
      version,
      description:
        '基层医疗卫生机构信息系统接口。每个操作都来自模块的契约。\n\nThe operations of Xinglin, made from the contracts of its modules.\n\n' +
        '实时更新：GET /api/live?topics=a,b（server-sent events：ready、changed、missed、ended）/ live updates',
    },
    servers: [{ url: '/' }],
    tags: [...new Set(operations.map((operation) => tagOf(operation)))].sort().map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'xinglin_session' } },
      schemas: { Error: ERROR_SCHEMA, ...recursive },
      responses: {
        Refusal: {
          description: '拒绝 / refusal',
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
        },
      },
    },
  };
}

const byPath = (a: Operation, b: Operation) => a.path.localeCompare(b.path) || a.method.localeCompare(b.method);
const tagOf = (operation: Operation) => operation.name.slice(0, operation.name.indexOf('.'));

function describe(operation: Operation, recursive: Record<string, unknown>): Json {
  const input = lifted(jsonSchema(operation.input, 'input'), `${operation.name}-input`, recursive);
  const output = lifted(jsonSchema(operation.output, 'output'), `${operation.name}-output`, recursive);
  const properties = (input.properties ?? {}) as Record<string, Json>;
  const required = new Set((input.required ?? []) as string[]);
  const pathNames = [...operation.path.matchAll(/:(\w+)/g)].map(([, name]) => name ?? '');
  const hasBody = operation.method === 'POST' || operation.method === 'PUT';
  const parameters: Json[] = pathNames.map((name) => parameter('path', name, properties[name] ?? {}, true));
  if (!hasBody) {
    for (const [name, schema] of Object.entries(properties)) {
      if (!pathNames.includes(name)) parameters.push(parameter('query', name, schema, required.has(name)));
    }
  }
  if (operation.method !== 'GET') parameters.push(OWN_REQUEST);
  if (operation.kind === 'command' && operation.idempotency !== 'none') parameters.push(IDEMPOTENCY_KEY);
  const permission = PERMISSION_NOTES[operation.permission] ?? `权限 / permission: ${operation.permission}`;
  return {
    operationId: operation.name,
    tags: [tagOf(operation)],
    summary: operation.summary.zh,
    description: `${operation.summary.en}\n\n${permission}`,
    'x-permission': operation.permission,
    'x-kind': operation.kind,
    security: operation.permission === 'public' ? [] : [{ session: [] }],
    parameters,
    ...(hasBody ? { requestBody: body(input, pathNames) } : {}),
    responses: {
      200: {
        description: '成功 / done',
        content: { 'application/json': { schema: output } },
      },
      default: { $ref: '#/components/responses/Refusal' },
    },
  };
}

const parameter = (place: 'path' | 'query', name: string, schema: Json, required: boolean): Json => ({
  name,
  in: place,
  required,
  schema,
  ...(schema.type === 'array' ? { style: 'form', explode: true } : {}),
});

const OWN_REQUEST: Json = {
  name: 'X-Xinglin-Request',
  in: 'header',
  required: true,
  description: '固定为 1，证明请求来自本系统页面 / always 1; proves that no foreign page made the request',
  schema: { const: '1' },
};

const IDEMPOTENCY_KEY: Json = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description: '客户端生成；重试时不变 / made by the client, the same on every retry',
  schema: { type: 'string', minLength: 8, maxLength: 200, pattern: '^[\\w:.-]+$' },
};

function body(input: Json, pathNames: readonly string[]): Json {
  const properties = Object.fromEntries(
    Object.entries((input.properties ?? {}) as Record<string, Json>).filter(([name]) => !pathNames.includes(name)),
  );
  const required = ((input.required ?? []) as string[]).filter((name) => !pathNames.includes(name));
  const schema = input.properties ? { ...input, properties, required } : input;
  return { required: required.length > 0, content: { 'application/json': { schema } } };
}

/** A shape that holds itself has definitions of its own; in this document they stand among the components. */
function lifted(schema: Json, owner: string, components: Record<string, unknown>): Json {
  if (schema.$defs === undefined) return schema;
  const text = JSON.stringify(schema).replaceAll('"#/$defs/', `"#/components/schemas/${owner}-`);
  const { $defs, ...rest } = JSON.parse(text) as { readonly $defs: Json };
  for (const [name, definition] of Object.entries($defs)) components[`${owner}-${name}`] = definition;
  return rest;
}

/**
 * What travels as JSON. A shape that ends in a transform (trimming, branding) is described by what goes into it,
 * because a transform itself says nothing about its result.
 */
export function jsonSchema(shape: z.ZodType, io: 'input' | 'output'): Json {
  const schema = z.toJSONSchema(shape, {
    io,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema: target }) => {
      if (io === 'output' && zodSchema instanceof z.ZodPipe && zodSchema.out instanceof z.ZodTransform) {
        Object.assign(target, jsonSchema(zodSchema.in as z.ZodType, io));
      }
    },
  });
  const { $schema: _, '~standard': __, ...rest } = schema as Record<string, unknown>;
  return rest;
}

const text = { type: 'string' };
const bilingual = { type: 'object', properties: { zh: text, en: text }, required: ['zh', 'en'] };
const ERROR_SCHEMA: Json = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message', 'facts', 'fields', 'requestId'],
      properties: {
        code: text,
        message: bilingual,
        facts: { type: 'object', additionalProperties: { type: ['string', 'number'] } },
        fields: {
          type: 'array',
          items: {
            type: 'object',
            required: ['path', 'code', 'message'],
            properties: { path: text, code: text, message: bilingual },
          },
        },
        requestId: text,
      },
    },
  },
};
