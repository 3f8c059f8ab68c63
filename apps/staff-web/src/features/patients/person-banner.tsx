import { WarningFilled } from '@ant-design/icons';
import type { OutputOf } from '@xinglin/kernel/operation';
import { readPatient } from '@xinglin/server/contract/patients';
import type { AllergyList, Fact } from '@xinglin/server/contract/patients/health';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { Skeleton, Tag } from 'antd';
import dayjs from 'dayjs';
import type { ReactNode } from 'react';
import { useAsk } from '../../server-api.ts';
import { usePersonWords } from './person-words.ts';
import { useText } from './text.ts';

type Known = OutputOf<typeof readPatient>;

/** The strip that says whom one is treating and what must not be forgotten. Unknown is said, never left empty. */
export function PersonBanner({ patientId, extra }: { readonly patientId: string; readonly extra?: ReactNode }) {
  const { data, error, refetch } = useAsk(readPatient, { patientId });
  if (error) return <ErrorNotice error={error} onAgain={() => void refetch()} />;
  if (!data) return <Skeleton.Input active block size="small" />;
  return <Banner known={data} extra={extra} />;
}

function Banner({ known, extra }: { readonly known: Known; readonly extra?: ReactNode }) {
  const t = useText();
  const words = usePersonWords();
  const { patient, allergies, facts } = known;
  return (
    <section className="xl-banner" aria-label={patient.name}>
      <strong className="xl-banner-name">{patient.name}</strong>
      <span>{words.sex(patient.sex)}</span>
      <span>{words.age(patient)}</span>
      <span className="xl-num xl-dim">{t('patients.number', { number: patient.number })}</span>
      {patient.document && <span className="xl-num xl-dim">{patient.document.masked}</span>}
      {patient.temporary && <Tag color="orange">{t('patients.temporary')}</Tag>}
      {patient.mergedInto && <Tag color="orange">{t('patients.merged')}</Tag>}
      {patient.deceasedOn && <Tag>{t('patients.deceased')}</Tag>}
      <AllergyMark allergies={allergies} />
      <FactMarks facts={facts} sex={patient.sex} />
      <span className="xl-grow" />
      {extra}
    </section>
  );
}

export function AllergyMark({ allergies }: { readonly allergies: AllergyList }) {
  const t = useText();
  if (allergies.state === 'none-known') return <Tag color="green">{t('patients.allergy.none-known')}</Tag>;
  if (allergies.state === 'not-asked') return <Tag color="orange">{t('patients.allergy.not-asked')}</Tag>;
  const substances = allergies.active
    .map(({ substance, type }) =>
      type === 'intolerance' ? t('patients.allergy.intolerance', { name: substance.display }) : substance.display,
    )
    .join('、');
  return (
    <Tag color="red" variant="solid" icon={<WarningFilled />} className="xl-allergy">
      {t('patients.allergy.known', { substances })}
    </Tag>
  );
}

function FactMarks({ facts, sex }: { readonly facts: readonly Fact[]; readonly sex: string }) {
  const t = useText();
  const marks: string[] = [];
  for (const { content, at } of facts) {
    if (content.kind === 'pregnancy' && sex !== 'male') {
      const { state, weeks } = content.value;
      if (state === 'yes') {
        marks.push(
          weeks === undefined ? t('patients.fact.pregnant-unknown-weeks') : t('patients.fact.pregnant', { weeks }),
        );
      }
      if (state === 'unknown') marks.push(t('patients.fact.pregnancy-unknown'));
    }
    if (content.kind === 'lactation' && content.value === 'yes') marks.push(t('patients.fact.lactating'));
    if (content.kind === 'weight')
      marks.push(t('patients.fact.weight', { value: content.value.value, date: dayjs(at).format('YYYY-MM-DD') }));
  }
  const conditions = facts.flatMap(({ content }) =>
    content.kind === 'long-term-condition' && !content.value.ended ? [content.value.display] : [],
  );
  const drugs = facts.flatMap(({ content }) =>
    content.kind === 'long-term-drug' && !content.value.ended ? [content.value.display] : [],
  );
  if (conditions.length > 0) marks.push(t('patients.fact.conditions', { names: conditions.join('、') }));
  if (drugs.length > 0) marks.push(t('patients.fact.drugs', { names: drugs.join('、') }));
  return marks.map((mark) => <Tag key={mark}>{mark}</Tag>);
}
