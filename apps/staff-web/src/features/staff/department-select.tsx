import { listDepartments } from '@xinglin/server/contract/institutions';
import { Select } from 'antd';
import { useAsk } from '../../server-api.ts';
import { useText } from './text.ts';

interface DepartmentSelectProps {
  readonly value?: string | undefined;
  readonly onChange?: (departmentId: string | undefined) => void;
  readonly placeholder?: string;
  readonly disabled?: boolean;
  readonly width?: number | string;
}

/** A working department by name or initials. */
export function DepartmentSelect({ value, onChange, placeholder, disabled = false, width }: DepartmentSelectProps) {
  const t = useText();
  const departments = useAsk(listDepartments, {}, { staleTime: 600_000 });
  return (
    <Select
      allowClear
      disabled={disabled}
      style={{ width: width ?? '100%' }}
      aria-label={t('staff.department')}
      placeholder={placeholder}
      value={value ?? null}
      showSearch={{ optionFilterProp: 'find' }}
      options={(departments.data?.departments ?? [])
        .filter(({ retired }) => !retired)
        .map(({ id, name, siteName, initials }) => ({
          value: id,
          label: t('staff.department-of-site', { name, site: siteName }),
          find: `${name} ${initials} ${siteName}`,
        }))}
      onChange={(chosen) => onChange?.(chosen ?? undefined)}
    />
  );
}

/** Says the name of a department. */
export function useDepartmentNames(): (id: string) => string {
  const departments = useAsk(listDepartments, {}, { staleTime: 600_000 });
  return (id) => departments.data?.departments.find((department) => department.id === id)?.name ?? id;
}
