import { listMembers } from '@xinglin/server/contract/staff';
import { Select } from 'antd';
import { useMemo } from 'react';
import { useAsk } from '../../server-api.ts';
import { useText } from './text.ts';

interface StaffSelectProps {
  readonly value?: string;
  readonly onChange?: (staffId: string | undefined) => void;
  readonly placeholder?: string;
  readonly width?: number;
  /** Who else may stand here besides the staff: the house itself, nobody signed in. */
  readonly others?: readonly { readonly value: string; readonly label: string }[];
}

const nobodyElse: NonNullable<StaffSelectProps['others']> = [];

/** Chooses a person of the staff by name, initials, number or id, also one who has left. */
export function StaffSelect({ value, onChange, placeholder, width = 180, others = nobodyElse }: StaffSelectProps) {
  const t = useText();
  const here = useAsk(listMembers, {}, { staleTime: 600_000 });
  const left = useAsk(listMembers, { left: true }, { staleTime: 600_000 });
  const options = useMemo(() => {
    const people = [...(here.data?.members ?? []), ...(left.data?.members ?? [])];
    return people.map(({ id, name, code, initials, hasLeft }) => ({
      value: id,
      label: hasLeft ? t('staff.choice-left', { name, code }) : t('staff.choice', { name, code }),
      find: `${name} ${initials} ${code} ${id}`.toLowerCase(),
    }));
  }, [here.data, left.data, t]);
  return (
    <Select
      allowClear
      style={{ width }}
      value={value ?? null}
      placeholder={placeholder ?? t('staff.choose')}
      loading={here.isLoading}
      notFoundContent={here.error ? t('staff.list-failed') : t('staff.nobody-found')}
      showSearch={{
        filterOption: (typed, option) => option?.find.includes(typed.trim().toLowerCase()) === true,
      }}
      options={[
        ...options,
        ...others.map((other) => ({ ...other, find: `${other.label} ${other.value}`.toLowerCase() })),
      ]}
      onChange={(chosen) => onChange?.(chosen ?? undefined)}
    />
  );
}
