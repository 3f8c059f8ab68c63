import { CloseOutlined } from '@ant-design/icons';
import { yuanText } from '@xinglin/kernel/money';
import type { OutputOf } from '@xinglin/kernel/operation';
import type { usageCodes } from '@xinglin/server/contract/catalog';
import { useLanguage } from '@xinglin/ui/texts';
import { Button, Input, Popover, Select } from 'antd';
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

/** One medicine: what it is and comes to on the first row, how it is taken on the second. */
export function LineRow({ line, number, worked, usage, level, fresh, onChange, onRemove }: LineRowProps) {
  const t = useText();
  return (
    <div className={level ? `xl-line xl-line-${level}` : 'xl-line'} data-line={line.id}>
      <div className="xl-line-head">
        <span className="xl-num">{number}.</span>
        <b>{line.drug.name}</b>
        <span className="xl-dim">{line.drug.specification}</span>
        <span className="xl-grow" />
        <QuantityCell line={line} worked={worked} onChange={onChange} />
        <span className="xl-num xl-line-amount">
          {worked?.amountFen === undefined ? '' : yuanText(worked.amountFen)}
        </span>
        <Button
          type="text"
          size="small"
          danger
          tabIndex={-1}
          aria-label={t('prescriptions.remove')}
          icon={<CloseOutlined />}
          onClick={onRemove}
        />
      </div>
      <UseFields line={line} usage={usage} fresh={fresh} onChange={onChange} />
    </div>
  );
}

/** Dose, route, how often, how long, and what else to say; Enter goes from one to the next. */
function UseFields({ line, usage, fresh, onChange }: Pick<LineRowProps, 'line' | 'usage' | 'fresh' | 'onChange'>) {
  const t = useText();
  return (
    <div className="xl-line-use">
      <Input
        className="xl-num"
        autoFocus={fresh}
        inputMode="decimal"
        aria-label={t('prescriptions.dose')}
        value={line.singleDose}
        onFocus={({ target }) => target.select()}
        onChange={({ target }) => onChange({ singleDose: target.value.trim() })}
      />
      <Select
        variant="borderless"
        tabIndex={-1}
        aria-label={t('prescriptions.dose-unit')}
        value={line.doseUnit}
        options={line.drug.doseUnits.map((value) => ({ value, label: value }))}
        onChange={(doseUnit) => onChange({ doseUnit })}
      />
      <CodeFields line={line} usage={usage} onChange={onChange} />
      <Input
        className="xl-num"
        inputMode="numeric"
        aria-label={t('prescriptions.days')}
        value={line.days}
        suffix={t('prescriptions.day')}
        onFocus={({ target }) => target.select()}
        onChange={({ target }) => onChange({ days: target.value.trim() })}
      />
      {isAsNeeded(line.frequency) && (
        <Input
          className="xl-num"
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
    </div>
  );
}

/** Route and frequency by name or code; the routes of the drug's form stand first. */
function CodeFields({ line, usage, onChange }: Pick<LineRowProps, 'line' | 'usage' | 'onChange'>) {
  const t = useText();
  const language = useLanguage();
  const say = ({ zh, en }: { readonly zh: string; readonly en: string }) => (language === 'en' ? en : zh);
  const routes = [...(usage?.routes ?? [])].sort(
    (a, b) => Number(line.drug.routes.includes(b.code)) - Number(line.drug.routes.includes(a.code)),
  );
  const frequencies = (usage?.frequencies ?? []).filter(({ use }) =>
    ['repeated', 'single', 'as-needed', 'single-as-needed'].includes(use),
  );
  const optionsOf = (codes: readonly { readonly code: string; readonly zh: string; readonly en: string }[]) =>
    codes.map(({ code, zh, en }) => ({ value: code, label: say({ zh, en }), find: `${code} ${zh} ${en}` }));
  return (
    <>
      <Select
        aria-label={t('prescriptions.route')}
        value={line.route}
        showSearch={{ optionFilterProp: 'find' }}
        defaultActiveFirstOption
        popupMatchSelectWidth={false}
        options={optionsOf(routes)}
        onChange={(route) => onChange({ route })}
      />
      <Select
        aria-label={t('prescriptions.frequency')}
        value={line.frequency || null}
        showSearch={{ optionFilterProp: 'find' }}
        defaultActiveFirstOption
        popupMatchSelectWidth={false}
        options={optionsOf(frequencies)}
        onChange={(frequency) => onChange({ frequency: frequency ?? '' })}
      />
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
