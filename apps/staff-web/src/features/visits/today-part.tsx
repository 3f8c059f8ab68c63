import { boardTopic, cancelVisit, findVisits, type VisitRow, visitState } from '@xinglin/server/contract/visits';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { ReasonDialog } from '@xinglin/ui/reason-dialog';
import { App, Button, Card, Select, Table, Tag } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { useAct, useAsk, useLive } from '../../server-api.ts';
import { stateColour } from './state-colour.ts';
import { useText } from './text.ts';

const PAGE = 20;

/** Registrations of today, newest first; the place to cancel one. */
export function TodayPart() {
  const t = useText();
  const [page, setPage] = useState(1);
  const [state, setState] = useState<VisitRow['state'] | undefined>();
  const found = useAsk(findVisits, { limit: PAGE, offset: (page - 1) * PAGE, ...(state ? { state } : {}) });
  useLive([boardTopic], ['visits.find']);
  const [leaving, setLeaving] = useState<VisitRow>();
  return (
    <Card
      size="small"
      title={t('visits.today.title', { count: found.data?.total ?? 0 })}
      extra={
        <Select
          allowClear
          placeholder={t('visits.today.all-states')}
          style={{ width: 120 }}
          value={state}
          onChange={(chosen) => {
            setState(chosen);
            setPage(1);
          }}
          options={visitState.options.map((value) => ({ value, label: t(`visits.state.${value}`) }))}
        />
      }
    >
      <ErrorNotice error={found.error} onAgain={() => void found.refetch()} />
      <Table<VisitRow>
        size="small"
        rowKey="visitId"
        loading={found.isLoading}
        dataSource={found.data?.visits ?? []}
        locale={{ emptyText: t('visits.today.none') }}
        pagination={{
          size: 'small',
          current: page,
          pageSize: PAGE,
          total: found.data?.total ?? 0,
          onChange: setPage,
          hideOnSinglePage: true,
          showSizeChanger: false,
        }}
        columns={[
          { title: t('visits.field.ticket'), dataIndex: 'ticket', width: 70, className: 'xl-num' },
          {
            title: t('visits.field.time'),
            dataIndex: 'registeredAt',
            width: 80,
            className: 'xl-num',
            render: (at: string) => dayjs(at).format('HH:mm'),
          },
          { title: t('visits.field.person'), dataIndex: 'patientName', width: 110 },
          {
            title: t('visits.field.age'),
            width: 80,
            render: (_, { ageYears }) =>
              ageYears === undefined ? t('visits.field.age-unknown') : t('visits.field.years', { years: ageYears }),
          },
          { title: t('visits.field.department'), dataIndex: 'departmentName', width: 140 },
          { title: t('visits.field.doctor'), dataIndex: 'doctorName', width: 100 },
          { title: t('visits.field.number'), dataIndex: 'number', className: 'xl-num' },
          {
            title: t('visits.field.state'),
            dataIndex: 'state',
            width: 90,
            render: (now: VisitRow['state']) => <Tag color={stateColour[now]}>{t(`visits.state.${now}`)}</Tag>,
          },
          {
            width: 70,
            render: (_, visit) =>
              ['registered', 'waiting', 'called', 'passed'].includes(visit.state) && (
                <Button size="small" type="link" danger onClick={() => setLeaving(visit)}>
                  {t('visits.cancel.button')}
                </Button>
              ),
          },
        ]}
      />
      {leaving && <CancelDialog visit={leaving} onClose={() => setLeaving(undefined)} />}
    </Card>
  );
}

function CancelDialog({ visit, onClose }: { readonly visit: VisitRow; readonly onClose: () => void }) {
  const t = useText();
  const { message } = App.useApp();
  const cancel = useAct(cancelVisit, {
    refreshes: ['visits.'],
    onDone: () => {
      void message.success(t('visits.cancel.done'));
      onClose();
    },
  });
  return (
    <ReasonDialog
      danger
      title={t('visits.cancel.title', { name: visit.patientName, ticket: visit.ticket })}
      label={t('visits.cancel.reason')}
      okText={t('visits.cancel.ok')}
      pending={cancel.isPending}
      error={cancel.error}
      onOk={(reason) => cancel.mutate({ visitId: visit.visitId, reason })}
      onClose={onClose}
    />
  );
}
