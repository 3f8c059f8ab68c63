import type { TriageRecord } from '@xinglin/server/contract/visits';
import { Alert } from 'antd';
import dayjs from 'dayjs';
import { useText } from './text.ts';

const arrow = { 'critical-low': '↓↓', low: '↓', normal: '', high: '↑', 'critical-high': '↑↑', unknown: '?' } as const;

interface FindingsLineProps {
  readonly triage: TriageRecord | undefined;
  readonly bloodPressureDue: boolean;
}

/** What triage found, on one line; what was not measured is not there, what could not be measured says why. */
export function FindingsLine({ triage, bloodPressureDue }: FindingsLineProps) {
  const t = useText();
  if (!triage) return <p className="xl-dim xl-findings">{t('visits.no-triage')}</p>;
  const measured = triage.findings.filter(({ measurement }) => measurement !== undefined);
  return (
    <div className="xl-findings">
      <span className="xl-dim">
        {t('visits.triaged', {
          grade: triage.grade,
          at: dayjs(triage.triagedAt).format('HH:mm'),
          by: triage.triagedByName,
        })}
      </span>
      {measured.map(({ sign, measurement, unit, assessment }) => (
        <span key={sign} className={measurement && 'value' in measurement ? `xl-verdict-${assessment}` : 'xl-dim'}>
          {t(`visits.sign.${sign}`)}{' '}
          {measurement && 'value' in measurement ? (
            <b className="xl-num">
              {measurement.value}
              {unit} {arrow[assessment]}
            </b>
          ) : (
            measurement && t(`visits.unable.${measurement.unable}`)
          )}
        </span>
      ))}
      {measured.length === 0 && <span className="xl-dim">{t('visits.nothing-measured')}</span>}
      {bloodPressureDue && <Alert type="warning" title={t('visits.triage.blood-pressure-due')} />}
    </div>
  );
}
