import type { Task } from '@xinglin/server/contract/dispensing';
import { alertReasons } from '@xinglin/server/contract/prescriptions';
import { useLanguage } from '@xinglin/ui/texts';
import { Alert, Card, Descriptions, Table, Tag } from 'antd';
import { PersonBanner } from '../patients/parts.ts';
import { levelColour } from './task-colours.ts';
import { useText } from './text.ts';

/** Everything a pharmacist compares: person, diagnosis, allergies, lines with their batches, alerts with reasons. */
export function TaskPart({ task }: { readonly task: Task }) {
  const t = useText();
  return (
    <>
      <PersonBanner patientId={task.patientId} extra={<Tag>{t(`dispensing.state.${task.state}`)}</Tag>} />
      <Card size="small" title={<span className="xl-num">{task.prescriptionNumber}</span>}>
        <Descriptions
          size="small"
          style={{ marginBottom: 6 }}
          column={3}
          items={[
            { key: 'department', label: t('dispensing.department'), children: task.departmentName },
            { key: 'doctor', label: t('dispensing.doctor'), children: task.prescriberName },
            {
              key: 'diagnosis',
              label: t('dispensing.diagnosis'),
              children: task.diagnoses.map(({ display }) => display).join('；') || t('dispensing.no-diagnosis'),
            },
          ]}
        />
        <ItemsTable task={task} />
        <Alerts task={task} />
      </Card>
    </>
  );
}

function ItemsTable({ task }: { readonly task: Task }) {
  const t = useText();
  return (
    <Table
      size="small"
      rowKey="itemId"
      pagination={false}
      dataSource={task.items}
      columns={[
        {
          title: t('dispensing.drug'),
          render: (_, { drugName, specification, dosageForm, manufacturer }) => (
            <>
              <b>{drugName}</b> {specification}
              <div className="xl-dim">{[dosageForm, manufacturer].filter(Boolean).join(' · ')}</div>
            </>
          ),
        },
        { title: t('dispensing.usage'), dataIndex: 'usage' },
        {
          title: t('dispensing.quantity'),
          width: 100,
          className: 'xl-num',
          render: (_, { quantity, unit, split }) => (
            <>
              <b>
                {quantity}
                {unit}
              </b>{' '}
              {split && <Tag color="orange">{t('dispensing.split')}</Tag>}
            </>
          ),
        },
        {
          title: t('dispensing.batches'),
          width: 230,
          className: 'xl-num',
          render: (_, { batches }) =>
            batches.length === 0
              ? t('dispensing.no-batch')
              : batches.map(({ batchId, batchNumber, expiresOn, quantity }) => (
                  <div key={batchId}>
                    {t('dispensing.batch', { number: batchNumber, expires: expiresOn, quantity })}
                  </div>
                )),
        },
      ]}
    />
  );
}

function Alerts({ task }: { readonly task: Task }) {
  const t = useText();
  const language = useLanguage();
  const say = (text: { readonly zh: string; readonly en: string }) => (language === 'en' ? text.en : text.zh);
  const reasonOf = (code: string | undefined) => {
    const known = alertReasons[code as keyof typeof alertReasons];
    return known ? say(known) : (code ?? '');
  };
  const verdict = { checked: 'success', partial: 'warning', failed: 'error', absent: 'error' } as const;
  return (
    <div className="xl-alerts">
      <Alert
        showIcon
        type={task.alerts.length > 0 && task.checkStatus === 'checked' ? 'info' : verdict[task.checkStatus]}
        title={t(`dispensing.check.${task.checkStatus}`, { count: task.alerts.length })}
      />
      {task.alerts.map((alert) => (
        <div key={`${alert.ruleId}${alert.itemIds.join()}`} className={`xl-alert xl-alert-${alert.level}`}>
          <Tag color={levelColour[alert.level]} variant="solid">
            {t(`dispensing.level.${alert.level}`)}
          </Tag>
          <div>
            {say(alert.message)}
            {alert.advice && <div>{say(alert.advice)}</div>}
            {(alert.reasonCode || alert.reason) && (
              <div>
                {t('dispensing.doctor-reason', { reason: `${reasonOf(alert.reasonCode)} ${alert.reason ?? ''}` })}
              </div>
            )}
            <div className="xl-alert-source">
              {alert.ruleId} · {alert.source}
            </div>
          </div>
        </div>
      ))}
    </div>
  );
}
