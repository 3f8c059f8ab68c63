import { DatePicker, Flex, InputNumber } from 'antd';
import dayjs from 'dayjs';
import type { NoteOnScreen } from './note-model.ts';
import { useText } from './text.ts';

interface FollowUpProps {
  readonly note: NoteOnScreen;
  readonly onChange: (note: NoteOnScreen) => void;
}

/** When to come again, and for how long to rest. */
export function FollowUpPart({ note, onChange }: FollowUpProps) {
  const t = useText();
  const { followUpOn, sickLeaveDays, ...rest } = note;
  return (
    <div className="xl-note-line">
      <span className="xl-note-name">{t('emr.follow-up')}</span>
      <Flex gap={12} align="center">
        <DatePicker
          value={followUpOn ? dayjs(followUpOn) : null}
          minDate={dayjs()}
          presets={[3, 7, 14, 28].map((days) => ({
            label: t('emr.in-days', { days }),
            value: dayjs().add(days, 'day'),
          }))}
          onChange={(day) =>
            onChange({
              ...rest,
              ...(sickLeaveDays === undefined ? {} : { sickLeaveDays }),
              ...(day ? { followUpOn: day.format('YYYY-MM-DD') } : {}),
            })
          }
        />
        <span className="xl-dim xl-nowrap">{t('emr.sick-leave')}</span>
        <InputNumber
          min={0}
          max={366}
          precision={0}
          style={{ width: 80 }}
          value={sickLeaveDays ?? null}
          onChange={(days) =>
            onChange({
              ...rest,
              ...(followUpOn ? { followUpOn } : {}),
              ...(days === null ? {} : { sickLeaveDays: days }),
            })
          }
        />
      </Flex>
    </div>
  );
}
