import { yuanText } from '@xinglin/kernel/money';
import { askAgain, getPaymentOrder } from '@xinglin/server/contract/charging';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { Alert, Button, Card, Flex, Skeleton, Spin } from 'antd';
import { useEffect } from 'react';
import { useAct, useAsk, useLive } from '../../server-api.ts';
import { useText } from './text.ts';

interface CardPaymentProps {
  readonly orderId: string;
  readonly onSettled: () => void;
  readonly onFailed: () => void;
}

/** Waits for the card. An unknown outcome is said and asked again about; money is never asked for twice. */
export function CardPayment({ orderId, onSettled, onFailed }: CardPaymentProps) {
  const t = useText();
  const order = useAsk(getPaymentOrder, { orderId }, { refetchInterval: 2_000, staleTime: 0 });
  useLive([`charging.payment:${orderId}`], [getPaymentOrder.name]);
  const again = useAct(askAgain, { refreshes: ['charging.'] });
  const state = order.data?.state;
  useEffect(() => {
    if (state === 'approved') onSettled();
  }, [state, onSettled]);
  if (order.error) return <ErrorNotice error={order.error} onAgain={() => void order.refetch()} />;
  if (!order.data || !state) return <Skeleton active />;
  const over = state === 'declined' || state === 'returned';
  return (
    <Card size="small" title={t('charging.card.title', { amount: yuanText(order.data.amountFen) })}>
      <Flex vertical gap={8}>
        {state === 'asking' && <Spin description={t('charging.card.asking')} />}
        {state !== 'asking' && (
          <Alert
            showIcon
            type={state === 'approved' ? 'success' : state === 'unknown' ? 'warning' : 'error'}
            title={t(`charging.card.${state}`)}
          />
        )}
        <ErrorNotice error={again.error} />
        <Flex gap={8}>
          {over ? (
            <Button type="primary" onClick={onFailed}>
              {t('charging.card.back')}
            </Button>
          ) : (
            <>
              <Button loading={again.isPending} onClick={() => again.mutate({ orderId })}>
                {t('charging.card.again')}
              </Button>
              <Button danger loading={again.isPending} onClick={() => again.mutate({ orderId, giveUp: true })}>
                {t('charging.card.give-up')}
              </Button>
            </>
          )}
        </Flex>
      </Flex>
    </Card>
  );
}
