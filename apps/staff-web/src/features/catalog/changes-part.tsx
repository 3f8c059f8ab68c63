import type { Change } from '@xinglin/server/contract/catalog';
import { Table } from 'antd';
import dayjs from 'dayjs';
import { fieldNames } from './field-names.ts';
import { useText } from './text.ts';

/** Who changed what, newest first. */
export function ChangesPart({ changes }: { readonly changes: readonly Change[] }) {
  const t = useText();
  const nameOf = (field: string) => {
    const known = fieldNames.find((one) => one === field);
    return known ? t(`catalog.field.${known}`) : field;
  };
  return (
    <Table<Change>
      size="small"
      rowKey="version"
      pagination={false}
      dataSource={[...changes].sort((a, b) => b.version - a.version)}
      columns={[
        { title: t('catalog.version'), dataIndex: 'version', width: 60, className: 'xl-num' },
        {
          title: t('catalog.changed-at'),
          width: 140,
          className: 'xl-num',
          render: (_, { changedAt }) => dayjs(changedAt).format('YYYY-MM-DD HH:mm'),
        },
        { title: t('catalog.changed-by'), dataIndex: 'changedByName', width: 90 },
        {
          title: t('catalog.changed-fields'),
          render: (_, { version, fields }) =>
            version === 1 ? t('catalog.created') : fields.map(nameOf).join('、') || t('catalog.nothing-changed'),
        },
        { title: t('catalog.reason'), dataIndex: 'reason' },
      ]}
    />
  );
}
