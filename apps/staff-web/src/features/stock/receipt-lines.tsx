import { ApiError } from '@xinglin/kernel/client';
import { useLanguage } from '@xinglin/ui/texts';
import { Button, Input } from 'antd';
import dayjs from 'dayjs';
import { packsText } from './quantity-words.ts';
import { endsWithin, readDate } from './read-date.ts';
import { type LineField, lineCost, type ReceiptLine, unitsOf, wrongFields } from './receipt-model.ts';
import { useText } from './text.ts';

interface ReceiptLinesProps {
  readonly lines: readonly ReceiptLine[];
  /** The line added last: its first field takes the cursor. */
  readonly fresh: string | undefined;
  /** Fields still empty are marked only after the first try to save. */
  readonly showMissing: boolean;
  /** Less than this is pointed out; undefined while the setting is not known. */
  readonly shelfLifeMonths: number | undefined;
  readonly error: unknown;
  readonly onChange: (lines: readonly ReceiptLine[]) => void;
}

/** The lines of a delivery. What they make in dispensing units and what they cost stands beside them. */
export function ReceiptLines({ lines, onChange, error, ...rest }: ReceiptLinesProps) {
  const t = useText();
  if (lines.length === 0) return <p className="xl-dim">{t('stock.receipt.no-lines')}</p>;
  return (
    <table className="xl-sheet">
      <thead>
        <tr>
          <th>{t('stock.drug')}</th>
          <th>{t('stock.batch-number')}</th>
          <th>{t('stock.expires-on')}</th>
          <th>{t('stock.made-on')}</th>
          <th>{t('stock.quantity')}</th>
          <th>{t('stock.price')}</th>
          <th style={{ textAlign: 'right' }}>{t('stock.receipt.amount')}</th>
          <th />
        </tr>
      </thead>
      <tbody>
        {lines.map((line, index) => (
          <LineRow
            key={line.key}
            line={line}
            refusals={refusalsOf(error, index)}
            {...rest}
            onChange={(part) => onChange(lines.map((one) => (one.key === line.key ? { ...one, ...part } : one)))}
            onRemove={() => onChange(lines.filter(({ key }) => key !== line.key))}
          />
        ))}
      </tbody>
    </table>
  );
}

type Refusals = readonly ApiError['fields'][number][];

/** What the server said about one line: its fields are named `lines.<index>.<field>`. */
const refusalsOf = (error: unknown, index: number): Refusals =>
  error instanceof ApiError ? error.fields.filter(({ path }) => path.startsWith(`lines.${index}.`)) : [];

interface LineRowProps extends Pick<ReceiptLinesProps, 'fresh' | 'showMissing' | 'shelfLifeMonths'> {
  readonly line: ReceiptLine;
  readonly refusals: Refusals;
  readonly onChange: (part: Partial<ReceiptLine>) => void;
  readonly onRemove: () => void;
}

function LineRow({ line, refusals, fresh, showMissing, shelfLifeMonths, onChange, onRemove }: LineRowProps) {
  const t = useText();
  const language = useLanguage();
  const wrong = wrongFields(line);
  const units = unitsOf(line);
  const refused = (field: string) => refusals.find(({ path }) => path.endsWith(`.${field}`));
  const field = (name: LineField, label: string, width: number, placeholder = '') => (
    <Input
      className="xl-num"
      style={{ width }}
      aria-label={`${line.drug.name} ${label}`}
      placeholder={placeholder}
      autoFocus={name === 'batchNumber' && fresh === line.key}
      status={refused(name) || (wrong.includes(name) && (showMissing || line[name].trim() !== '')) ? 'error' : ''}
      value={line[name]}
      onChange={({ target }) => onChange({ [name]: target.value })}
    />
  );
  return (
    <tr>
      <td>
        <b>{line.drug.name}</b> {line.drug.specification}
        <div className="xl-dim">{line.drug.manufacturer}</div>
        {refusals.map(({ path, message }) => (
          <div key={path} role="alert" className="xl-verdict-critical-low">
            {language === 'en' ? message.en : message.zh}
          </div>
        ))}
      </td>
      <td>{field('batchNumber', t('stock.batch-number'), 112)}</td>
      <td>
        {field('expiresOn', t('stock.expires-on'), 104, 'YYYYMMDD')}
        <ExpiryHint typed={line.expiresOn} shelfLifeMonths={shelfLifeMonths} />
      </td>
      <td>{field('madeOn', t('stock.made-on'), 104, t('stock.optional'))}</td>
      <td>
        {field('quantity', t('stock.quantity'), 64)}{' '}
        <Button
          size="small"
          title={t('stock.receipt.other-unit')}
          onClick={() => onChange({ unit: line.unit === 'pack' ? 'dispensing-unit' : 'pack' })}
        >
          {line.unit === 'pack' ? line.drug.packUnit : line.drug.dispensingUnit}
        </Button>
        {units !== undefined && line.unit === 'pack' && (
          <div className="xl-num xl-dim">
            {t('stock.receipt.makes', { quantity: units, unit: line.drug.dispensingUnit })}
          </div>
        )}
        {units !== undefined && line.unit === 'dispensing-unit' && (
          <div className="xl-num xl-dim">{packsText(units, line.drug)}</div>
        )}
      </td>
      <td>
        {field('price', t('stock.price'), 84)}
        <div className="xl-dim">
          {t('stock.receipt.per', { unit: line.unit === 'pack' ? line.drug.packUnit : line.drug.dispensingUnit })}
        </div>
      </td>
      <td className="xl-num" style={{ textAlign: 'right' }}>
        {lineCost(line) ?? ''}
      </td>
      <td>
        <Button type="text" size="small" danger onClick={onRemove}>
          {t('stock.remove')}
        </Button>
      </td>
    </tr>
  );
}

interface ExpiryHintProps {
  readonly typed: string;
  readonly shelfLifeMonths: number | undefined;
}

/** How the typed date was read, and whether the goods come too late. */
function ExpiryHint({ typed, shelfLifeMonths }: ExpiryHintProps) {
  const t = useText();
  const date = readDate(typed, 'last-day');
  if (!date) return null;
  const today = dayjs().format('YYYY-MM-DD');
  if (date < today) return <div className="xl-verdict-critical-low">{t('stock.receipt.expired', { date })}</div>;
  if (shelfLifeMonths !== undefined && endsWithin(date, today, shelfLifeMonths))
    return <div className="xl-verdict-low">{t('stock.receipt.short', { date, months: shelfLifeMonths })}</div>;
  return <div className="xl-num xl-dim">{date}</div>;
}
