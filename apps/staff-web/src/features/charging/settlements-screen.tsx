import { daySummary, findSettlements, type Settlement } from '@xinglin/server/contract/charging';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { useKeys } from '@xinglin/ui/keys';
import { useListKeys } from '@xinglin/ui/list-keys';
import { Card, Checkbox, DatePicker, Flex, Input, type InputRef } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useRef, useState } from 'react';
import { useAsk } from '../../server-api.ts';
import { useMe } from '../../shell/session.tsx';
import { DaySummaryPart } from './day-summary-part.tsx';
import { RefundDialog } from './refund-dialog.tsx';
import { printReceipt, SettlementsTable } from './settlements-table.tsx';
import { useText } from './text.ts';

/** Settlements of a day, or the one of a receipt: print again, refund, and what the day comes to. */
export function Screen() {
  const t = useText();
  const me = useMe();
  const isCashier = 'charging.settle' in me.permissions;
  const [day, setDay] = useState<Dayjs>(dayjs());
  const [number, setNumber] = useState('');
  const [mine, setMine] = useState(isCashier);
  const [chosen, setChosen] = useState<string>();
  const [refunding, setRefunding] = useState<Settlement>();
  const date = day.format('YYYY-MM-DD');
  const found = useAsk(findSettlements, {
    ...(number.trim() ? { receiptNumber: number.trim() } : { from: date, to: date, ...(mine ? { mine: true } : {}) }),
    limit: 200,
  });
  const summary = useAsk(daySummary, { day: date }, { enabled: isCashier });
  const list = found.data?.settlements ?? [];
  const current = list.find(({ id }) => id === chosen);
  const mayRefund = current?.stands === true && 'charging.refund' in me.permissions;
  useListKeys({
    items: list,
    isChosen: ({ id }) => id === chosen,
    onChoose: ({ id }) => setChosen(id),
    labels: { next: t('charging.next'), previous: t('charging.previous') },
  });
  useKeys([
    { keys: 'F8', label: t('charging.print'), disabled: !current, run: () => current && printReceipt(current.id) },
    { keys: 'F10', label: t('charging.refund'), disabled: !mayRefund, run: () => setRefunding(current) },
  ]);
  return (
    <Flex vertical gap={8}>
      <Card
        size="small"
        title={t('charging.settlements.title')}
        extra={<Choice number={number} onNumber={setNumber} day={day} onDay={setDay} mine={mine} onMine={setMine} />}
      >
        <ErrorNotice error={found.error} onAgain={() => void found.refetch()} />
        <SettlementsTable
          settlements={list}
          loading={found.isLoading}
          chosen={chosen}
          onChoose={setChosen}
          {...('charging.refund' in me.permissions ? { onRefund: setRefunding } : {})}
        />
        {found.data?.more && <span className="xl-dim">{t('charging.settlements.more')}</span>}
      </Card>
      <ErrorNotice error={summary.error} />
      {summary.data && <DaySummaryPart summary={summary.data} />}
      {refunding && <RefundDialog settlement={refunding} onClose={() => setRefunding(undefined)} />}
    </Flex>
  );
}

interface ChoiceProps {
  readonly number: string;
  readonly onNumber: (number: string) => void;
  readonly day: Dayjs;
  readonly onDay: (day: Dayjs) => void;
  readonly mine: boolean;
  readonly onMine: (mine: boolean) => void;
}

/** One receipt by its number, from whatever day; else a day, all of it or one's own part. */
function Choice({ number, onNumber, day, onDay, mine, onMine }: ChoiceProps) {
  const t = useText();
  const box = useRef<InputRef>(null);
  useKeys([{ keys: 'F3', label: t('charging.settlements.find'), run: () => box.current?.focus({ cursor: 'all' }) }]);
  const byNumber = number.trim() !== '';
  return (
    <Flex gap={8} align="center">
      <Input
        ref={box}
        allowClear
        autoFocus
        className="xl-num"
        style={{ width: 190 }}
        placeholder={t('charging.settlements.by-number')}
        aria-label={t('charging.settlements.number')}
        value={number}
        onChange={({ target }) => onNumber(target.value)}
      />
      <DatePicker
        allowClear={false}
        style={{ width: 124 }}
        disabled={byNumber}
        value={day}
        maxDate={dayjs()}
        onChange={(chosen) => chosen && onDay(chosen)}
      />
      <Checkbox
        className="xl-nowrap"
        disabled={byNumber}
        checked={mine}
        onChange={({ target }) => onMine(target.checked)}
      >
        {t('charging.settlements.mine')}
      </Checkbox>
    </Flex>
  );
}
