import { CloseOutlined } from '@ant-design/icons';
import { yuanText } from '@xinglin/kernel/money';
import type { OutputOf } from '@xinglin/kernel/operation';
import type { usageCodes } from '@xinglin/server/contract/catalog';
import { useLanguage } from '@xinglin/ui/texts';
import { Button, Flex, Input, Popover, Select } from 'antd';
import { type CheckAnswer, isAsNeeded, type Line } from './sheet-model.ts';
import { useText } from './text.ts';

interface LineRowProps {
  readonly line: Line;
  readonly number: number;
  readonly worked: CheckAnswer['items'][number] | undefined;
  readonly usage: OutputOf<typeof usageCodes> | undefined;
  readonly level: 'block' | 'reason' | undefined;
  readonly fresh: boolean;
  readonly onChange: (part: Partial<Line>) => void;
  readonly onRemove: () => void;
}

/** One medicine: dose, route, how often, how long; quantity, stock and price are worked out beside it. */
export function LineRow({ line, number, worked, usage, level, fresh, onChange, onRemove }: LineRowProps) {
  const t = useText();
  const language = useLanguage();
  const say = ({ zh, en }: { readonly zh: string; readonly en: string }) => (language === 'en' ? en : zh);
  const routes = [...(usage?.routes ?? [])].sort(
    (a, b) => Number(line.drug.routes.includes(b.code)) - Number(line.drug.routes.includes(a.code)),
  );
  const frequencies = (usage?.frequencies ?? []).filter(({ use }) =>
    ['repeated', 'single', 'as-needed', 'single-as-needed'].includes(use),
  );
  const rowClass = level ? `xl-line xl-line-${level}` : 'xl-line';
  return (
    <>
      <tr className={rowClass}>
        <td className="xl-num">{number}</td>
        <td>
          <b>{line.drug.name}</b>
        </td>
        <td className="xl-nowrap">
          <Input
            className="xl-num"
            autoFocus={fresh}
            style={{ width: 52 }}
            inputMode="decimal"
            aria-label={t('prescriptions.dose')}
            value={line.singleDose}
            onFocus={({ target }) => target.select()}
            onChange={({ target }) => onChange({ singleDose: target.value.trim() })}
          />
          <Select
            style={{ width: 52 }}
            variant="borderless"
            tabIndex={-1}
            aria-label={t('prescriptions.dose-unit')}
            value={line.doseUnit}
            options={line.drug.doseUnits.map((value) => ({ value, label: value }))}
            onChange={(doseUnit) => onChange({ doseUnit })}
          />
        </td>
        <td>
          <Select
            style={{ width: 76 }}
            aria-label={t('prescriptions.route')}
            value={line.route}
            showSearch={{ optionFilterProp: 'find' }}
            defaultActiveFirstOption
            options={routes.map((route) => ({
              value: route.code,
              label: say(route),
              find: `${route.zh} ${route.code} ${route.en}`,
            }))}
            onChange={(route) => onChange({ route })}
          />
        </td>
        <td>
          <Select
            style={{ width: 92 }}
            aria-label={t('prescriptions.frequency')}
            value={line.frequency || null}
            showSearch={{ optionFilterProp: 'find' }}
            defaultActiveFirstOption
            options={frequencies.map((frequency) => ({
              value: frequency.code,
              label: say(frequency),
              find: `${frequency.code} ${frequency.zh} ${frequency.en}`,
            }))}
            onChange={(frequency) => onChange({ frequency: frequency ?? '' })}
          />
        </td>
        <td>
          <Input
            className="xl-num"
            style={{ width: 38 }}
            inputMode="numeric"
            aria-label={t('prescriptions.days')}
            value={line.days}
            onFocus={({ target }) => target.select()}
            onChange={({ target }) => onChange({ days: target.value.trim() })}
          />
        </td>
        <td className="xl-num">
          <QuantityCell line={line} worked={worked} onChange={onChange} />
        </td>
        <td className="xl-num" style={{ textAlign: 'right' }}>
          {worked?.amountFen === undefined ? '' : yuanText(worked.amountFen)}
        </td>
        <td>
          <Button
            type="text"
            size="small"
            danger
            tabIndex={-1}
            aria-label={t('prescriptions.remove')}
            icon={<CloseOutlined />}
            onClick={onRemove}
          />
        </td>
      </tr>
      <tr className={`${rowClass} xl-line-more`}>
        <td />
        <td className="xl-dim">{line.drug.specification}</td>
        <td colSpan={7}>
          <Flex gap={6}>
            {isAsNeeded(line.frequency) && (
              <Input
                className="xl-num"
                style={{ width: 150, flex: 'none' }}
                inputMode="numeric"
                prefix={t('prescriptions.most-a-day')}
                value={line.maxTimesPerDay}
                onChange={({ target }) => onChange({ maxTimesPerDay: target.value.trim() })}
              />
            )}
            <Input
              variant="filled"
              maxLength={500}
              placeholder={t('prescriptions.instructions')}
              aria-label={t('prescriptions.instructions')}
              value={line.instructions}
              onChange={({ target }) => onChange({ instructions: target.value })}
            />
          </Flex>
        </td>
      </tr>
    </>
  );
}

interface QuantityCellProps {
  readonly line: Line;
  readonly worked: CheckAnswer['items'][number] | undefined;
  readonly onChange: (part: Partial<Line>) => void;
}

/** What is handed out, in packs; a press on it writes another amount by hand, with a reason. */
function QuantityCell({ line, worked, onChange }: QuantityCellProps) {
  const t = useText();
  return (
    <Popover
      trigger="click"
      content={
        <div style={{ display: 'grid', gap: 6, width: 220 }}>
          <Input
            className="xl-num"
            placeholder={t('prescriptions.quantity-by-hand')}
            value={line.quantity}
            onChange={({ target }) => onChange({ quantity: target.value.trim() })}
            suffix={worked?.quantityUnit}
          />
          <Input
            placeholder={t('prescriptions.quantity-reason')}
            maxLength={200}
            value={line.quantityReason}
            onChange={({ target }) => onChange({ quantityReason: target.value })}
          />
        </div>
      }
    >
      <Button type="text" size="small" tabIndex={-1}>
        {worked ? worked.quantityText : '—'}
      </Button>
      {worked && !worked.enough && (
        <div className="xl-verdict-critical-low">
          {worked.available === undefined
            ? t('prescriptions.not-kept')
            : t('prescriptions.short', { available: worked.available, unit: worked.quantityUnit })}
        </div>
      )}
    </Popover>
  );
}
