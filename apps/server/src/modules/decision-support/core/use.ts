import { type Findings, type KnownItem, type Rule, type Situation, severityOf } from './finding.ts';
import { hasPrefix } from './rule-base.ts';

/** Rules about how a drug is used and who may prescribe it: route, frequency, skin test, antibiotic and controlled rights. */
export const useRule: Rule = (situation, into) => {
  for (const known of situation.items) {
    checkRoute(known, situation, into);
    checkFrequency(known, into);
    checkSkinTest(known, into);
    checkAntibioticRight(known, situation, into);
    checkControlledRight(known, situation, into);
  }
};

function checkRoute({ drug, item }: KnownItem, { rules, policy }: Situation, into: Findings): void {
  const route = rules.routes.get(item.route);
  // A listed code covers the codes below it: 6 (local) covers 607 (eye drops).
  const listed = route?.wst364 && drug.routeCodes.some((code) => route.wst364?.startsWith(code));
  if (listed) return;
  const names = [...rules.routes.values()].filter(({ wst364 }) => wst364 && drug.routeCodes.includes(wst364));
  into.found.push({
    ruleId: `ROUTE-${drug.id}`,
    kind: 'route',
    severity: policy.unlistedRoute === 'block' ? 'contraindicated' : 'major',
    level: policy.unlistedRoute,
    items: [item],
    message: {
      zh: `${drug.zh}：给药途径“${route?.zh ?? item.route}”不在适用范围`,
      en: `${drug.en}: route ${route?.en ?? item.route} is not listed for it`,
    },
    why: [
      {
        zh: `适用途径：${names.map(({ zh }) => zh).join('、')}`,
        en: `listed: ${names.map(({ en }) => en).join(', ')}`,
      },
    ],
    from: 'drugs',
    group: `route:${item.itemId}`,
  });
}

/** Above the highest usual frequency; grave only for drugs whose weekly dose kills when taken daily. */
function checkFrequency({ drug, item }: KnownItem, into: Findings): void {
  const { frequencyMax: most, frequencyAction } = drug;
  if (!most || item.frequency.times * most.perDays <= most.times * item.frequency.perDays) return;
  into.found.push({
    ruleId: `FREQUENCY-${drug.id}`,
    kind: 'frequency',
    severity: severityOf(frequencyAction),
    items: [item],
    message: {
      zh: `${drug.zh}：频次高于常用（每${most.perDays}日${most.times}次）`,
      en: `${drug.en}: more often than usual (${most.times} in ${most.perDays} days)`,
    },
    why: [
      {
        zh: `处方频次：每${item.frequency.perDays}日${item.frequency.times}次`,
        en: `prescribed: ${item.frequency.times} in ${item.frequency.perDays} days`,
      },
    ],
    adviceZh: drug.cautionsZh,
    from: 'drugs',
    group: `frequency:${item.itemId}`,
  });
}

function checkSkinTest({ drug, item, skinTest }: KnownItem, into: Findings): void {
  if (drug.skinTest === null) {
    into.gaps.push({
      kind: 'skin-test',
      missing: 'knowledge',
      items: [item],
      ask: false,
      message: { zh: `${drug.zh}：是否需皮试不详`, en: `${drug.en}: not known whether it needs a skin test` },
    });
  }
  if (!drug.skinTest) return;
  into.gates.push({
    item,
    ruleId: skinTest?.id ?? `SKIN-${drug.id}`,
    message: {
      zh: `${drug.zh}：用药前须皮试阴性${skinTest?.validityZh ? `（${skinTest.validityZh}）` : ''}`,
      en: `${drug.en}: needs a negative skin test before the first dose`,
    },
  });
}

const tierNames = {
  unrestricted: { zh: '非限制使用级', en: 'unrestricted' },
  restricted: { zh: '限制使用级', en: 'restricted' },
  special: { zh: '特殊使用级', en: 'special' },
} as const;

function checkAntibioticRight({ drug, item }: KnownItem, { request }: Situation, into: Findings): void {
  const tier = drug.antibioticTier;
  if (tier === null) {
    if (!hasPrefix(drug.atc, ['J01'])) return;
    into.gaps.push({
      kind: 'antibiotic-right',
      missing: 'knowledge',
      items: [item],
      ask: false,
      message: { zh: `${drug.zh}：抗菌药分级不详`, en: `${drug.en}: its antibiotic tier is not known` },
    });
    return;
  }
  const { prescriber } = request;
  if (!prescriber) tellUnknownRights({ drug, item }, 'antibiotic-right', into);
  else if (!prescriber.antibioticTiers.includes(tier)) {
    into.found.push({
      ruleId: `ANTIBIOTIC-${tier}`,
      kind: 'antibiotic-right',
      severity: 'contraindicated',
      items: [item],
      message: {
        zh: `${drug.zh}：属${tierNames[tier].zh}，您无此级处方权`,
        en: `${drug.en}: tier ${tierNames[tier].en}; you hold no right to prescribe it`,
      },
      why: [{ zh: `分级：${tierNames[tier].zh}`, en: `tier: ${tierNames[tier].en}` }],
      from: 'drugs',
      group: `right:${item.itemId}`,
    });
  }
}

const controlledNames = {
  narcotic: { zh: '麻醉药品', en: 'narcotic' },
  'psychotropic-1': { zh: '第一类精神药品', en: 'psychotropic class I' },
  'psychotropic-2': { zh: '第二类精神药品', en: 'psychotropic class II' },
  toxic: { zh: '医疗用毒性药品', en: 'toxic drug' },
} as const;

function checkControlledRight({ drug, item }: KnownItem, { request }: Situation, into: Findings): void {
  const { controlled } = drug;
  if (controlled === null) return;
  const { prescriber } = request;
  const name = controlledNames[controlled];
  if (!prescriber) tellUnknownRights({ drug, item }, 'controlled-right', into);
  else if (!prescriber.controlled.includes(controlled)) {
    into.found.push({
      ruleId: `CONTROLLED-${controlled}`,
      kind: 'controlled-right',
      severity: 'contraindicated',
      items: [item],
      message: {
        zh: `${drug.zh}：属${name.zh}，您无此类处方权`,
        en: `${drug.en}: ${name.en}; you hold no right to prescribe it`,
      },
      why: [{ zh: `管理类别：${name.zh}`, en: `class: ${name.en}` }],
      from: 'drugs',
      group: `controlled:${item.itemId}`,
    });
  }
}

function tellUnknownRights(
  { drug, item }: Pick<KnownItem, 'drug' | 'item'>,
  kind: 'antibiotic-right' | 'controlled-right',
  into: Findings,
): void {
  into.gaps.push({
    kind,
    missing: 'prescriber-rights',
    items: [item],
    ask: false,
    message: { zh: `${drug.zh}：医师处方权不详`, en: `${drug.en}: the prescriber's rights are not known` },
  });
}
