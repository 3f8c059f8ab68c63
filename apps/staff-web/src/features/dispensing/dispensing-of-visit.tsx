import { type Task, tasksOfVisit } from '@xinglin/server/contract/dispensing';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { Card, Flex, Skeleton, Tag } from 'antd';
import dayjs from 'dayjs';
import { useAsk } from '../../server-api.ts';
import { useText } from './text.ts';

/** What the pharmacy did for one visit: which batches were given, by whom, and what came back. */
export function DispensingOfVisit({ visitId }: { readonly visitId: string }) {
  const t = useText();
  const found = useAsk(tasksOfVisit, { visitId }, { staleTime: 30_000 });
  if (found.error) return <ErrorNotice error={found.error} onAgain={() => void found.refetch()} />;
  if (!found.data) return <Skeleton active paragraph={{ rows: 1 }} />;
  if (found.data.tasks.length === 0) return <span className="xl-dim">{t('dispensing.none-of-visit')}</span>;
  return found.data.tasks.map((task) => <TaskOfVisit key={task.id} task={task} />);
}

function TaskOfVisit({ task }: { readonly task: Task }) {
  const t = useText();
  const time = (at: string) => dayjs(at).format('YYYY-MM-DD HH:mm');
  return (
    <Card
      size="small"
      title={
        <Flex gap={8} align="center">
          {t('dispensing.of-visit')} <Tag>{t(`dispensing.state.${task.state}`)}</Tag>
        </Flex>
      }
      extra={
        task.handOut && (
          <span className="xl-dim">
            {t('dispensing.given-by', { name: task.handOut.by.name })} {time(task.handOut.at)}
          </span>
        )
      }
    >
      {task.items.map((item) => (
        <div key={item.itemId}>
          <b>{item.drugName}</b> <span className="xl-dim">{item.specification}</span>{' '}
          <span className="xl-num">
            {item.quantity}
            {item.unit}
          </span>{' '}
          <span className="xl-num xl-dim">
            {item.batches
              .map(({ batchNumber, expiresOn, quantity }) =>
                t('dispensing.batch', { number: batchNumber, expires: expiresOn, quantity }),
              )
              .join('；')}
          </span>
        </div>
      ))}
      {task.goodsReturns.map((back) => (
        <div key={back.id} className="xl-dim">
          {t('dispensing.came-back', {
            at: time(back.at),
            name: back.by.name,
            reason: t(`dispensing.return-reason.${back.reason}`),
          })}
        </div>
      ))}
    </Card>
  );
}
