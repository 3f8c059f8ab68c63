import { useParams } from '@tanstack/react-router';
import { printData } from '@xinglin/server/contract/dispensing';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { Paper } from '@xinglin/ui/paper';
import { Skeleton } from 'antd';
import { useAsk } from '../../server-api.ts';
import './labels.css';
import { useText } from './text.ts';

/** Labels for the bags: whose, what, how to take, until when, how to keep. */
export function Screen() {
  const t = useText();
  const { taskId } = useParams({ strict: false }) as { taskId: string };
  const data = useAsk(printData, { taskId });
  if (data.error) return <ErrorNotice error={data.error} onAgain={() => void data.refetch()} />;
  if (!data.data) return <Skeleton active />;
  return (
    <Paper size="roll-80" printWhenReady={new URLSearchParams(window.location.search).has('now')}>
      {data.data.labels.map((label) => (
        <section key={label.itemId + (label.batchNumber ?? '')} className="xl-label">
          <div>
            <b>{label.patientName}</b> <span>{data.data.institutionName}</span>
          </div>
          <h2>
            {label.drugName} {label.specification}
          </h2>
          <p className="xl-label-use">{label.usage}</p>
          <p>
            {t('dispensing.label.quantity', { quantity: label.quantity, unit: label.unit })}{' '}
            {label.split && t('dispensing.split')}
          </p>
          <p>
            {label.batchNumber && t('dispensing.label.batch', { number: label.batchNumber })}{' '}
            {label.useBefore && t('dispensing.label.before', { date: label.useBefore })}
          </p>
          <p>{t(`dispensing.label.storage.${label.storage}`)}</p>
        </section>
      ))}
    </Paper>
  );
}
