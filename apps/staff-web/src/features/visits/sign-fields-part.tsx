import type { VitalFinding } from '@xinglin/server/contract/visits';
import { Form, Input, Select, Tooltip } from 'antd';
import { useText } from './text.ts';
import { measuredSigns, type UnableSigns } from './triage-model.ts';

interface SignFieldsProps {
  readonly findings: readonly VitalFinding[];
  readonly unable: UnableSigns;
  readonly onUnable: (unable: UnableSigns) => void;
}

/** Marks beside a value: an arrow and a word, so that colour is never the only sign. */
const mark = { 'critical-low': '↓↓', low: '↓', normal: '✓', high: '↑', 'critical-high': '↑↑', unknown: '?' } as const;

/** Vital signs in the order of measuring; each box can say "could not be measured" instead of a number. */
export function SignFields({ findings, unable, onUnable }: SignFieldsProps) {
  const t = useText();
  const reasons = (['refused', 'uncooperative', 'too-unwell', 'no-device', 'other'] as const).map((value) => ({
    value,
    label: t(`visits.unable.${value}`),
  }));
  return (
    <div className="xl-signs">
      {measuredSigns.map(({ sign, unit }) => {
        const finding = findings.find((candidate) => candidate.sign === sign);
        const measured = finding?.measurement !== undefined && 'value' in finding.measurement;
        const verdict = measured ? finding.assessment : undefined;
        return (
          <Form.Item
            key={sign}
            name={['signs', sign]}
            label={t(`visits.sign.${sign}`)}
            extra={
              verdict && (
                <span className={`xl-verdict xl-verdict-${verdict}`}>
                  {mark[verdict]} {t(`visits.assessment.${verdict}`)}
                </span>
              )
            }
          >
            <Input
              className="xl-num"
              inputMode="decimal"
              maxLength={6}
              disabled={unable[sign] !== undefined}
              placeholder={unable[sign] ? t(`visits.unable.${unable[sign]}`) : ''}
              suffix={
                <Tooltip title={t('visits.unable.title')}>
                  <span className="xl-dim">{unit}</span>
                </Tooltip>
              }
              addonAfter={
                <Select<NonNullable<UnableSigns[typeof sign]>>
                  tabIndex={-1}
                  allowClear
                  variant="borderless"
                  popupMatchSelectWidth={false}
                  aria-label={t('visits.unable.title')}
                  style={{ width: 34 }}
                  options={reasons}
                  labelRender={() => '×'}
                  onChange={(reason) => {
                    const { [sign]: _, ...others } = unable;
                    onUnable(reason ? { ...others, [sign]: reason } : others);
                  }}
                />
              }
            />
          </Form.Item>
        );
      })}
    </div>
  );
}
