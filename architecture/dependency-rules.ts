import type { IConfiguration, IForbiddenRuleType } from 'dependency-cruiser';
import { moduleMap } from './module-map.ts';

const SERVER = '^apps/server/src';
const MODULES = `${SERVER}/modules`;
/** What a rule about running code leaves out: tests may look behind doors of their own module and use the harness. */
const TESTS = '\\.test\\.tsx?$';
const ZOD = 'node_modules/zod/';
const KERNEL = '^packages/kernel/';

/** Shapes and texts depend on nothing but the kernel, so anybody may read them. */
const PURE_FILES = '/(contract|messages)\\.ts$';

const arrowRules = Object.entries(moduleMap).map(
  ([name, uses]): IForbiddenRuleType => ({
    name: `arrows-of-${name}`,
    severity: 'error',
    comment: `${name} may call: ${uses.join(', ') || 'no other module'}. Change module-map.ts first.`,
    from: { path: `${MODULES}/${name}/` },
    to: {
      path: `${MODULES}/`,
      pathNot: [`${MODULES}/${name}/`, PURE_FILES, ...uses.map((use) => `${MODULES}/${use}/index\\.ts$`)],
    },
  }),
);

const layerRules: IForbiddenRuleType[] = [
  {
    name: 'kernel-stands-alone',
    severity: 'error',
    comment: 'The kernel is plain values that the server and the browser share.',
    from: { path: KERNEL, pathNot: TESTS },
    to: { pathNot: [KERNEL, ZOD] },
  },
  {
    name: 'platform-knows-no-module',
    severity: 'error',
    comment: 'The platform serves any module. What it needs of one is handed in by app.ts.',
    from: { path: `${SERVER}/platform/`, pathNot: TESTS },
    to: { path: `${SERVER}/(modules|flows|record|testing)/|${SERVER}/(app|main)\\.ts$` },
  },
  {
    name: 'record-knows-no-module',
    severity: 'error',
    comment: 'The record store holds what modules write; it calls none of them.',
    from: { path: `${SERVER}/record/`, pathNot: TESTS },
    to: { path: `${SERVER}/(modules|flows|testing)/|${SERVER}/(app|main)\\.ts$` },
  },
  {
    name: 'modules-know-no-flow',
    severity: 'error',
    comment: 'News travels upward as events; a module that imports a flow turns the arrow round.',
    from: { path: `${MODULES}/`, pathNot: TESTS },
    to: { path: `${SERVER}/(flows|testing)/|${SERVER}/(app|main)\\.ts$` },
  },
  {
    name: 'module-door-only',
    severity: 'error',
    comment:
      "Outside a module only its door (index.ts) and its pure files may be imported; the rest is nobody's business.",
    from: { path: '^(apps|packages)/', pathNot: [`${MODULES}/`, `${SERVER}/testing/`] },
    to: { path: `${MODULES}/`, pathNot: ['/index\\.ts$', PURE_FILES] },
  },
  {
    name: 'nobody-imports-testing',
    severity: 'error',
    comment: 'The test harness is no part of the running program.',
    from: { path: `${SERVER}/`, pathNot: [TESTS, `${SERVER}/testing/`] },
    to: { path: `${SERVER}/testing/` },
  },
];

const purityRules: IForbiddenRuleType[] = [
  {
    name: 'core-is-pure',
    severity: 'error',
    comment: 'Decisions are functions of plain values: no database, clock, file or platform.',
    from: { path: `${MODULES}/[^/]+/core/`, pathNot: TESTS },
    to: {
      pathNot: [`${MODULES}/[^/]+/core/`, PURE_FILES, `${MODULES}/[^/]+/(errors|settings)\\.ts$`, KERNEL, ZOD],
    },
  },
  {
    name: 'contract-is-pure',
    severity: 'error',
    comment: 'The browser imports contracts and messages; whatever they import comes along.',
    from: { path: `${SERVER}/.*${PURE_FILES}` },
    to: { pathNot: [PURE_FILES, KERNEL, ZOD] },
  },
  {
    name: 'web-sees-contracts-only',
    severity: 'error',
    comment: 'A screen knows what the server can do, not how.',
    from: { path: '^(apps/[^/]*-web|packages/ui)/' },
    to: { path: '^apps/server/', pathNot: PURE_FILES },
  },
  {
    name: 'ui-knows-no-clinic',
    severity: 'error',
    comment: 'The design system has no clinic words.',
    from: { path: '^packages/ui/' },
    to: { path: '^apps/' },
  },
  {
    name: 'features-keep-apart',
    severity: 'error',
    comment: 'A feature shows pieces of another through its door only: feature.tsx or parts.ts.',
    from: { path: '^apps/[^/]*-web/src/features/([^/]+)/' },
    to: {
      path: '^apps/[^/]*-web/src/features/',
      pathNot: ['^apps/[^/]*-web/src/features/$1/', '/features/[^/]+/(index|feature|parts)\\.tsx?$'],
    },
  },
];

const treeRules: IForbiddenRuleType[] = [
  {
    name: 'no-cycles',
    severity: 'error',
    comment: 'Two files that need each other to run are one file, or a third is missing. Types may look back.',
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
  {
    name: 'all-resolved',
    severity: 'error',
    comment: 'An import that cannot be resolved escapes every rule above.',
    from: {},
    to: { couldNotResolve: true },
  },
];

/** Names of all rules, each of which has its canary. */
export const dependencyRules = {
  forbidden: [...arrowRules, ...layerRules, ...purityRules, ...treeRules],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      mainFields: ['main', 'types', 'typings'],
      conditionNames: ['import', 'node', 'types', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json', '.css', '.d.ts'],
    },
  },
} satisfies IConfiguration;
