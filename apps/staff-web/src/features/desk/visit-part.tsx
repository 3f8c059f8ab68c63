import { ApiError } from '@xinglin/kernel/client';
import { finishVisit, holdVisit, type VisitDetail, visitDetails } from '@xinglin/server/contract/visits';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { useKeys } from '@xinglin/ui/keys';
import { ReasonDialog } from '@xinglin/ui/reason-dialog';
import { App, Button, Flex, Skeleton, Tag } from 'antd';
import { useState } from 'react';
import { useAct, useAsk } from '../../server-api.ts';
import { useMe } from '../../shell/session.tsx';
import { NotePart } from '../emr/parts.ts';
import { AllergyPart, PersonBanner, TimelineDrawer } from '../patients/parts.ts';
import { SheetPart } from '../prescriptions/parts.ts';
import { FindingsLine } from '../visits/parts.ts';
import { useText } from './text.ts';

interface VisitPartProps {
  readonly visitId: string;
  readonly onFinished: () => void;
}

/** One visit at the desk: the person, what triage found, the note and the prescriptions side by side. */
export function VisitPart({ visitId, onFinished }: VisitPartProps) {
  const visit = useAsk(visitDetails, { visitId });
  if (visit.error) return <ErrorNotice error={visit.error} onAgain={() => void visit.refetch()} />;
  if (!visit.data) return <Skeleton active />;
  return <OpenVisit visit={visit.data} onFinished={onFinished} />;
}

function OpenVisit({ visit, onFinished }: { readonly visit: VisitDetail; readonly onFinished: () => void }) {
  const t = useText();
  const me = useMe();
  const mine = visit.doctorId === me.staffId;
  const writable = mine && ['in-consultation', 'held'].includes(visit.state);
  const { finish, hold, dialog, error, pending } = useEnding(visit, onFinished);
  const [looking, setLooking] = useState(false);
  useKeys([
    { keys: 'Alt+T', label: t('desk.timeline'), run: () => setLooking((now) => !now) },
    { keys: 'F10', label: t('desk.finish'), disabled: !writable, run: finish },
    { keys: 'Alt+H', label: t('desk.hold'), disabled: visit.state !== 'in-consultation' || !mine, run: hold },
  ]);
  return (
    <>
      <PersonBanner
        patientId={visit.patientId}
        extra={
          <Flex gap={6} align="center">
            <Button size="small" onClick={() => setLooking(true)}>
              {t('desk.timeline')}
            </Button>
            <AllergyPart patientId={visit.patientId} />
            {writable && (
              <>
                <Button size="small" disabled={visit.state === 'held'} onClick={hold}>
                  {t('desk.hold')}
                </Button>
                <Button size="small" type="primary" loading={pending} onClick={finish}>
                  {t('desk.finish')}
                </Button>
              </>
            )}
            {!writable && <Tag>{t(`desk.state.${visit.state}`)}</Tag>}
          </Flex>
        }
      />
      <FindingsLine triage={visit.triage[0]} bloodPressureDue={visit.bloodPressureDue} />
      <ErrorNotice error={error} />
      {dialog}
      {looking && (
        <TimelineDrawer patientId={visit.patientId} currentVisitId={visit.visitId} onClose={() => setLooking(false)} />
      )}
      <div className="xl-desk-columns">
        <NotePart visitId={visit.visitId} />
        <SheetPart visitId={visit.visitId} ageYears={visit.ageYears} emergency={visit.emergency} writable={writable} />
      </div>
    </>
  );
}

/** Ending a visit without a signed note needs a reason, asked for when the server says so. */
function useEnding(visit: VisitDetail, onFinished: () => void) {
  const t = useText();
  const { message } = App.useApp();
  const [asking, setAsking] = useState(false);
  const refreshes = ['visits.'];
  const done = () => {
    void message.success(t('desk.finished', { name: visit.patientName }));
    onFinished();
  };
  const finishing = useAct(finishVisit, { refreshes, onDone: done });
  const holding = useAct(holdVisit, { refreshes, onDone: onFinished });
  const { visitId } = visit;
  const finish = () =>
    finishing.mutate(
      { visitId },
      { onError: (error) => setAsking(error instanceof ApiError && error.code === 'emr.unsigned') },
    );
  const dialog = asking && (
    <ReasonDialog
      title={t('desk.finish-without-note')}
      okText={t('desk.finish')}
      pending={finishing.isPending}
      error={finishing.error instanceof ApiError && finishing.error.code === 'emr.unsigned' ? null : finishing.error}
      onOk={(reason) => finishing.mutate({ visitId, reason })}
      onClose={() => {
        finishing.reset();
        setAsking(false);
      }}
    />
  );
  const hold = () => holding.mutate({ visitId, reason: 'tests' });
  const error = asking ? holding.error : (finishing.error ?? holding.error);
  return { finish, hold, dialog, error, pending: finishing.isPending };
}
