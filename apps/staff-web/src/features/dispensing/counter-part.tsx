import {
  CHECK_POINTS,
  type CheckPoint,
  handOut,
  prepare,
  reallocate,
  type Task,
} from '@xinglin/server/contract/dispensing';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { useKeys } from '@xinglin/ui/keys';
import { App, Button, Card, Checkbox, Flex, Input, Select } from 'antd';
import { useState } from 'react';
import { useAct } from '../../server-api.ts';
import { useText } from './text.ts';

/** 四查十对: what each of the four looks at. Source: 处方管理办法 (2007) article 37. */
const fourChecks = [
  { check: 'sheet', points: ['department', 'name', 'age'] },
  { check: 'drug', points: ['drug-name', 'form', 'specification', 'quantity'] },
  { check: 'compatibility', points: ['appearance', 'usage'] },
  { check: 'reason', points: ['diagnosis'] },
] as const satisfies readonly { readonly check: string; readonly points: readonly CheckPoint[] }[];

export const printLabels = (taskId: string): void => {
  window.open(`/print/labels/${taskId}`, '_blank');
};

/** One prescription at the counter: prepared, compared, handed out. */
export function CounterPart({ task, onDone }: { readonly task: Task; readonly onDone: () => void }) {
  const t = useText();
  const { message } = App.useApp();
  const [checked, setChecked] = useState<readonly CheckPoint[]>([]);
  const [counselling, setCounselling] = useState('');
  const [collector, setCollector] = useState<'patient' | 'family' | 'agent'>('patient');
  const refreshes = ['dispensing.', 'stock.'];
  const preparing = useAct(prepare, { refreshes });
  const again = useAct(reallocate, { refreshes });
  const giving = useAct(handOut, {
    refreshes,
    onDone: ({ patientName }) => {
      void message.success(t('dispensing.handed-out', { name: patientName }));
      onDone();
    },
  });
  const step = { taskId: task.id, version: task.version };
  const all = checked.length === CHECK_POINTS.length;
  const mayGive = task.steps.includes('hand-out') && all && !giving.isPending;
  const mayPrepare = task.steps.includes('prepare') && !preparing.isPending;
  const give = () =>
    giving.mutate({ ...step, checked: [...checked], collector, ...(counselling.trim() ? { counselling } : {}) });
  useKeys([
    { keys: 'F6', label: t('dispensing.labels'), run: () => printLabels(task.id) },
    { keys: 'F7', label: t('dispensing.all-points'), run: () => setChecked(all ? [] : [...CHECK_POINTS]) },
    { keys: 'F8', label: t('dispensing.prepare'), disabled: !mayPrepare, run: () => preparing.mutate(step) },
    { keys: 'F9', label: t('dispensing.hand-out'), disabled: !mayGive, run: give },
  ]);
  return (
    <Card
      size="small"
      style={{ marginTop: 8 }}
      title={t('dispensing.points', { done: checked.length, all: CHECK_POINTS.length })}
    >
      <Flex vertical gap={8}>
        <Points checked={checked} onChange={setChecked} />
        <ErrorNotice error={giving.error ?? preparing.error ?? again.error} />
        <Flex gap={8}>
          <Select
            style={{ width: 110 }}
            aria-label={t('dispensing.collector')}
            value={collector}
            onChange={setCollector}
            options={(['patient', 'family', 'agent'] as const).map((value) => ({
              value,
              label: t(`dispensing.collector.${value}`),
            }))}
          />
          <Input
            maxLength={500}
            aria-label={t('dispensing.counselling')}
            placeholder={t('dispensing.counselling')}
            value={counselling}
            onChange={({ target }) => setCounselling(target.value)}
          />
        </Flex>
        <Flex gap={8} justify="end">
          <Button onClick={() => printLabels(task.id)}>{t('dispensing.labels')}</Button>
          {task.steps.includes('reallocate') && (
            <Button loading={again.isPending} onClick={() => again.mutate(step)}>
              {t('dispensing.reallocate')}
            </Button>
          )}
          <Button disabled={!mayPrepare} loading={preparing.isPending} onClick={() => preparing.mutate(step)}>
            {t('dispensing.prepare')}
          </Button>
          <Button type="primary" disabled={!mayGive} loading={giving.isPending} onClick={give}>
            {t('dispensing.hand-out')}
          </Button>
        </Flex>
      </Flex>
    </Card>
  );
}

interface PointsProps {
  readonly checked: readonly CheckPoint[];
  readonly onChange: (points: readonly CheckPoint[]) => void;
}

/** The ten points under the four checks they belong to; nothing is handed out before all are compared. */
function Points({ checked, onChange }: PointsProps) {
  const t = useText();
  return (
    <Flex gap="4px 28px" wrap>
      {fourChecks.map(({ check, points }) => (
        <Flex key={check} gap={8} align="center">
          <span className="xl-dim">{t(`dispensing.four.${check}`)}</span>
          {points.map((point) => (
            <Checkbox
              key={point}
              checked={checked.includes(point)}
              onChange={({ target }) =>
                onChange(target.checked ? [...checked, point] : checked.filter((known) => known !== point))
              }
            >
              {t(`dispensing.point.${point}`)}
            </Checkbox>
          ))}
        </Flex>
      ))}
    </Flex>
  );
}
