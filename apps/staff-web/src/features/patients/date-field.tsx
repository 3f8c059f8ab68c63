import { DatePicker, Form } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';

interface DateFieldProps {
  readonly name: string;
  readonly label: string;
  readonly hidden?: boolean;
  readonly noFuture?: boolean;
  readonly disabled?: boolean;
  readonly required?: string;
}

/** A date of a form, kept as YYYY-MM-DD text; also typed without dashes. */
export function DateField({
  name,
  label,
  hidden = false,
  noFuture = false,
  disabled = false,
  required,
}: DateFieldProps) {
  return (
    <Form.Item
      name={name}
      label={label}
      hidden={hidden}
      getValueProps={(text?: string) => ({ value: text ? dayjs(text) : null })}
      normalize={(day: Dayjs | null) => day?.format('YYYY-MM-DD') ?? ''}
      rules={required ? [{ required: true, message: required }] : []}
    >
      <DatePicker
        style={{ width: '100%' }}
        disabled={disabled}
        format={['YYYY-MM-DD', 'YYYYMMDD']}
        {...(noFuture ? { disabledDate: (day: Dayjs) => day.isAfter(dayjs(), 'day') } : {})}
      />
    </Form.Item>
  );
}
