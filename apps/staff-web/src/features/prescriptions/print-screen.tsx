import { useParams } from '@tanstack/react-router';
import { yuanText } from '@xinglin/kernel/money';
import type { OutputOf } from '@xinglin/kernel/operation';
import { printPrescription } from '@xinglin/server/contract/prescriptions';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { Paper } from '@xinglin/ui/paper';
import { Skeleton } from 'antd';
import dayjs from 'dayjs';
import { useAsk } from '../../server-api.ts';
import './print.css';
import { useText } from './text.ts';

type Printed = OutputOf<typeof printPrescription>;

/** The printed sheet (处方笺), A5: header, Rp., and the signatures below (处方管理办法). */
export function Screen() {
  const { prescriptionId } = useParams({ strict: false }) as { prescriptionId: string };
  const printed = useAsk(printPrescription, { prescriptionId }, { staleTime: Number.POSITIVE_INFINITY });
  if (printed.error) return <ErrorNotice error={printed.error} onAgain={() => void printed.refetch()} />;
  if (!printed.data) return <Skeleton active />;
  return (
    <Paper size="A5" printWhenReady={new URLSearchParams(window.location.search).has('now')}>
      <SheetPaper printed={printed.data} />
    </Paper>
  );
}

function SheetPaper({ printed }: { readonly printed: Printed }) {
  const t = useText();
  const { institutionName, departmentName, patient, diagnoses, sheet } = printed;
  const sex =
    patient.sex === 'male'
      ? t('prescriptions.paper.male')
      : patient.sex === 'female'
        ? t('prescriptions.paper.female')
        : t('prescriptions.paper.unknown');
  const field = (name: string, value: string | undefined) => (
    <span className="xl-rx-field">
      {name}：<u>{value ?? ''}</u>
    </span>
  );
  return (
    <div className={`xl-rx xl-rx-${sheet.kind}`}>
      {sheet.kind !== 'ordinary' && <div className="xl-rx-mark">{t(`prescriptions.kind.${sheet.kind}`)}</div>}
      <h1>{institutionName}</h1>
      <h2>{t('prescriptions.paper.title')}</h2>
      <div className="xl-rx-head">
        {field(t('prescriptions.paper.number'), sheet.number)}
        {field(t('prescriptions.paper.date'), sheet.signedAt && dayjs(sheet.signedAt).format('YYYY-MM-DD'))}
        {field(t('prescriptions.paper.name'), patient.name)}
        {field(t('prescriptions.paper.sex'), sex)}
        {field(t('prescriptions.paper.age'), patient.age)}
        {patient.weightKg && field(t('prescriptions.paper.weight'), `${patient.weightKg} kg`)}
        {field(t('prescriptions.paper.record'), patient.recordNumber)}
        {field(t('prescriptions.paper.department'), departmentName)}
        {field(t('prescriptions.paper.diagnosis'), diagnoses.map(({ display }) => display).join('；'))}
      </div>
      <div className="xl-rx-body">
        <div className="xl-rx-rp">Rp.</div>
        {sheet.items.map((item) => (
          <div key={item.id} className="xl-rx-item">
            <div>
              <span>
                {item.lineNo}. {item.drugName}
              </span>
              <span>{item.specification}</span>
              <span>× {item.quantityText}</span>
            </div>
            <div className="xl-rx-use">
              {t('prescriptions.paper.use', {
                dose: `${item.singleDose}${item.doseUnit}`,
                route: item.routeName,
                frequency: item.frequencyName,
                days: item.days,
              })}
              {item.instructions ? `；${item.instructions}` : ''}
            </div>
          </div>
        ))}
        <div className="xl-rx-end">{t('prescriptions.paper.end')}</div>
      </div>
      <div className="xl-rx-foot">
        {field(t('prescriptions.paper.doctor'), sheet.doctorName)}
        {field(t('prescriptions.paper.amount'), t('prescriptions.total', { amount: yuanText(sheet.totalFen) }))}
        {field(t('prescriptions.paper.reviewer'), undefined)}
        {field(t('prescriptions.paper.preparer'), undefined)}
        {field(t('prescriptions.paper.checker'), undefined)}
        {field(t('prescriptions.paper.dispenser'), undefined)}
      </div>
      <p className="xl-rx-note">{t('prescriptions.paper.valid')}</p>
    </div>
  );
}
