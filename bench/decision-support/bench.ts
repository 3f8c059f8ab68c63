import { cpus } from 'node:os';
import { performance } from 'node:perf_hooks';
import { decimal } from '@xinglin/kernel/quantity';
import type { CheckRequest } from '../../apps/server/src/modules/decision-support/contract.ts';
import { createDecisionSupport, readRuleFiles } from '../../apps/server/src/modules/decision-support/index.ts';

/**
 * How long one check takes: 10 drugs against 50 active drugs, the whole rule base, a patient with allergies, diseases
 * and poor kidneys, so that many rules fire. Every check draws other drugs, so that nothing is remembered.
 */
const CHECKS = 5_000;
const WARM_UP = 500;
const LINES = 10;
const ACTIVE = 50;
const TARGET_P99_MS = 10;

const started = performance.now();
const knowledge = readRuleFiles();
const support = createDecisionSupport({
  knowledge,
  onFailure: (error) => {
    throw error;
  },
});
const startMs = performance.now() - started;

/** Small and repeatable; figures of two runs compare the same checks. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}
const random = randomFrom(20_260_302);
const drugs = knowledge.drugs;
const pick = () => drugs[Math.floor(random() * drugs.length)] as (typeof drugs)[number];

const request = (): CheckRequest => ({
  today: '2026-03-02',
  patient: {
    sex: 'female',
    bornOn: '1954-05-06',
    weight: { kg: decimal('58'), measuredOn: '2026-03-01' },
    heightCm: 155,
    pregnancy: { state: 'not-pregnant' },
    lactating: false,
    allergies: [
      { substance: { kind: 'class', classKey: 'PENICILLIN' }, type: 'allergy', severity: 'severe', reaction: '休克' },
      { substance: { kind: 'text', text: '磺胺，布洛芬' }, type: 'allergy', severity: 'mild' },
    ],
    diagnoses: ['I10.x00', 'E11.900', 'N18.300', 'J45.900', 'M10.900'],
    renal: { creatinineUmolPerL: 150, measuredOn: '2026-02-20' },
  },
  items: Array.from({ length: LINES }, (_, index) => {
    const drug = pick();
    return {
      itemId: `line-${index}`,
      genericId: drug.id,
      route: 'PO',
      singleDose: { value: decimal(drug.adult.singleMax ?? '1'), unit: drug.doseUnit ?? '片' },
      frequency: { times: 3, perDays: 1 },
      days: 7,
    };
  }),
  activeDrugs: Array.from({ length: ACTIVE }, (_, index) => ({
    id: `active-${index}`,
    genericId: pick().id,
    origin: 'long-term' as const,
  })),
  prescriber: { antibioticTiers: ['unrestricted'], controlled: [] },
});

for (let round = 0; round < WARM_UP; round++) support.check(request());
const times: number[] = [];
let alerts = 0;
for (let round = 0; round < CHECKS; round++) {
  const asked = request();
  const from = performance.now();
  const result = support.check(asked);
  times.push(performance.now() - from);
  alerts += result.alerts.length + result.suppressed.length;
}
times.sort((a, b) => a - b);
const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
const p99 = at(0.99);

console.log(`machine        ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`);
console.log(
  `rule base      ${knowledge.version}, ${drugs.length} drugs, ${knowledge.interactions.length} interactions`,
);
console.log(`read and index ${startMs.toFixed(0)} ms, once at start`);
console.log(
  `checks         ${CHECKS} of ${LINES} drugs against ${ACTIVE}, ${(alerts / CHECKS).toFixed(0)} findings each`,
);
console.log(
  `p50 ${at(0.5).toFixed(2)} ms   p99 ${p99.toFixed(2)} ms   longest ${at(1).toFixed(2)} ms   target p99 < ${TARGET_P99_MS} ms`,
);
if (p99 >= TARGET_P99_MS) process.exitCode = 1;
