import { searchDefinitions } from '../definitions/definitions.ts';
import { heldTypes } from '../definitions/held-types.ts';
import { parametersOf } from '../parameters/parameters.ts';

interface Served {
  readonly baseUrl: string;
  /** ISO 8601; when this program started. */
  readonly since: string;
  readonly version: string;
}

/**
 * The CapabilityStatement, made from the same definitions that validate and search, so that it cannot promise more
 * than is on.
 */
export function capabilityStatement({ baseUrl, since, version }: Served): object {
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: since,
    publisher: 'Xinglin',
    kind: 'instance',
    software: { name: '杏林 Xinglin', version },
    implementation: {
      description: '杏林健康档案 FHIR R4 接口 / FHIR R4 interface of the Xinglin record',
      url: baseUrl,
    },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json', 'json'],
    rest: [
      {
        mode: 'server',
        documentation:
          '只读：数据由业务操作写入；未知的检索参数默认拒绝（Prefer: handling=lenient 时报告）。/ ' +
          'Read-only: data is written by the operations of the house. Unknown search parameters are refused unless ' +
          'the request says Prefer: handling=lenient; they are then named in the answer.',
        security: {
          cors: false,
          description: '会话登录，按角色授权，全部访问留痕 / Session sign-in, roles, every access journalled',
        },
        resource: heldTypes.map(resourceCapability),
      },
    ],
  };
}

function resourceCapability(type: (typeof heldTypes)[number]): object {
  const { byCode } = parametersOf(type);
  const references = [...byCode.values()].filter((parameter) => parameter.type === 'reference');
  return {
    type,
    profile: `http://hl7.org/fhir/StructureDefinition/${type}`,
    interaction: ['read', 'vread', 'history-instance', 'search-type'].map((code) => ({ code })),
    versioning: 'versioned',
    readHistory: true,
    conditionalRead: 'full-support',
    referencePolicy: ['literal', 'enforced', 'local'],
    ...(references.length === 0 ? {} : { searchInclude: references.map(({ code }) => `${type}:${code}`) }),
    searchParam: (searchDefinitions.parameters[type] ?? []).map(({ code, type: kind, url }) => ({
      name: code,
      definition: url,
      type: kind,
    })),
    ...(type === 'Patient'
      ? {
          operation: [{ name: 'everything', definition: 'http://hl7.org/fhir/OperationDefinition/Patient-everything' }],
        }
      : {}),
  };
}
