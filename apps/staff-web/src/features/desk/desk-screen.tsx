import { departmentQueue, queueTopic } from '@xinglin/server/contract/visits';
import { Empty, Flex } from 'antd';
import { useMemo, useState } from 'react';
import { useAsk, useLive } from '../../server-api.ts';
import { useMe } from '../../shell/session.tsx';
import { QueuePart } from './queue-part.tsx';
import { useText } from './text.ts';
import { VisitPart } from './visit-part.tsx';

const departmentKey = 'xinglin.desk.department';

/** The doctor's desk: who waits at the left, the person in the room at the right. */
export function Screen() {
  const t = useText();
  const me = useMe();
  // The ordinary clinic comes first: a doctor who also stands in for others sits there on most days.
  const places = useMemo(
    () =>
      me.workPlaces
        .flatMap(({ role, departmentId, departmentName, departmentKind }) =>
          role === 'doctor' && departmentId
            ? [{ departmentId, departmentName: departmentName ?? '', departmentKind }]
            : [],
        )
        .toSorted((a, b) => Number(b.departmentKind === 'outpatient') - Number(a.departmentKind === 'outpatient')),
    [me],
  );
  const [departmentId, setDepartmentId] = useState(() => {
    const kept = localStorage.getItem(departmentKey);
    return (places.find((place) => place.departmentId === kept) ?? places[0])?.departmentId;
  });
  const [chosen, setChosen] = useState<string>();
  const queue = useAsk(
    departmentQueue,
    { departmentId: departmentId ?? '', doctorId: me.staffId },
    { enabled: departmentId !== undefined },
  );
  useLive(departmentId ? [queueTopic(departmentId)] : [], ['visits.queue', 'visits.details']);
  if (!departmentId) return <Empty description={t('desk.no-department')} />;
  const entries = queue.data?.entries ?? [];
  // After a reload the person in the room is shown again without being asked for.
  const inRoom = entries.find(({ state, doctorId }) => state === 'in-consultation' && doctorId === me.staffId);
  const current = chosen ?? inRoom?.visitId;
  return (
    <Flex gap={8} align="start" className="xl-desk">
      <QueuePart
        queue={queue}
        places={places}
        departmentId={departmentId}
        current={current}
        onDepartment={(next) => {
          localStorage.setItem(departmentKey, next);
          setChosen(undefined);
          setDepartmentId(next);
        }}
        onChoose={setChosen}
      />
      <div className="xl-desk-visit">
        {current ? (
          <VisitPart key={current} visitId={current} onFinished={() => setChosen(undefined)} />
        ) : (
          <Empty description={t('desk.nobody-called')} style={{ marginTop: 80 }} />
        )}
      </div>
    </Flex>
  );
}
