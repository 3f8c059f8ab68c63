import { listSettings, type SettingView } from '@xinglin/server/contract/institutions';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { useKeys } from '@xinglin/ui/keys';
import { useListKeys } from '@xinglin/ui/list-keys';
import { useLanguage } from '@xinglin/ui/texts';
import { Card, Checkbox, Flex, Input, type InputRef, Table, Tag } from 'antd';
import dayjs from 'dayjs';
import { useRef, useState } from 'react';
import { useAsk } from '../../server-api.ts';
import { useStaffNames } from '../staff/parts.ts';
import { ownerOf } from './setting-model.ts';
import { SettingPanel } from './setting-panel.tsx';
import { useText } from './text.ts';
import { useValueWords } from './value-words.tsx';

const owners = [
  'sign-in',
  'patients',
  'visits',
  'emr',
  'decision-support',
  'prescriptions',
  'stock',
  'charging',
  'dispensing',
] as const;

/** Everything the institution may decide for itself: what counts now, where the default comes from, who decided. */
export function Screen() {
  const t = useText();
  const language = useLanguage();
  const box = useRef<InputRef>(null);
  const [text, setText] = useState('');
  const [onlyDecided, setOnlyDecided] = useState(false);
  const [chosen, setChosen] = useState<string>();
  const [open, setOpen] = useState<string>();
  const found = useAsk(listSettings, {});
  const all = found.data?.settings ?? [];
  const typed = text.trim().toLowerCase();
  const shown = all.filter(
    ({ key, title, isDefault }) =>
      (!onlyDecided || !isDefault) && [key, title.zh, title.en].some((word) => word.toLowerCase().includes(typed)),
  );
  const current = all.find(({ key }) => key === open);
  useListKeys({
    items: shown,
    isChosen: ({ key }) => key === chosen,
    onChoose: ({ key }) => setChosen(key),
    labels: { next: t('institutions.next'), previous: t('institutions.previous') },
  });
  useKeys([
    { keys: 'F3', label: t('institutions.open'), disabled: !chosen, run: () => setOpen(chosen) },
    { keys: 'F4', label: t('institutions.search'), run: () => box.current?.focus({ cursor: 'all' }) },
  ]);
  return (
    <Card
      size="small"
      title={
        <Flex gap={8} align="center">
          <Input
            ref={box}
            autoFocus
            allowClear
            style={{ width: 300 }}
            placeholder={t('institutions.settings.search')}
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
          <Checkbox checked={onlyDecided} onChange={({ target }) => setOnlyDecided(target.checked)}>
            {t('institutions.settings.only-decided')}
          </Checkbox>
        </Flex>
      }
    >
      <ErrorNotice error={found.error} onAgain={() => void found.refetch()} />
      <SettingTable
        settings={shown}
        loading={found.isLoading}
        chosen={chosen}
        titleOf={({ title }) => (language === 'en' ? title.en : title.zh)}
        onOpen={(key) => {
          setChosen(key);
          setOpen(key);
        }}
      />
      {current && <SettingPanel key={current.key} setting={current} onClose={() => setOpen(undefined)} />}
    </Card>
  );
}

interface SettingTableProps {
  readonly settings: readonly SettingView[];
  readonly loading: boolean;
  readonly chosen: string | undefined;
  readonly titleOf: (setting: SettingView) => string;
  readonly onOpen: (key: string) => void;
}

function SettingTable({ settings, loading, chosen, titleOf, onOpen }: SettingTableProps) {
  const t = useText();
  const say = useValueWords();
  const nameOf = useStaffNames();
  return (
    <Table<SettingView>
      size="small"
      rowKey="key"
      loading={loading}
      pagination={false}
      scroll={{ y: 'calc(100vh - 190px)' }}
      dataSource={[...settings]}
      locale={{ emptyText: t('institutions.settings.nothing') }}
      rowClassName={({ key }) => (key === chosen ? 'xl-row-chosen' : 'xl-row')}
      onRow={({ key }) => ({ onClick: () => onOpen(key) })}
      columns={[
        {
          title: t('institutions.settings.of'),
          width: 100,
          render: (_, { key }) => {
            const owner = owners.find((one) => one === ownerOf(key));
            return owner ? t(`institutions.owner.${owner}`) : ownerOf(key);
          },
        },
        {
          title: t('institutions.settings.setting'),
          render: (_, setting) => (
            <>
              <b>{titleOf(setting)}</b>
              <div className="xl-num xl-dim">{setting.key}</div>
            </>
          ),
        },
        { title: t('institutions.settings.value'), width: 300, render: (_, { value }) => say(value) },
        {
          title: t('institutions.settings.decided'),
          width: 250,
          render: (_, { isDefault, decidedBy, decidedAt }) =>
            isDefault ? (
              <Tag>{t('institutions.settings.default')}</Tag>
            ) : (
              <>
                <Tag color="blue">{t('institutions.settings.own')}</Tag>
                {decidedBy && nameOf(decidedBy)}{' '}
                <span className="xl-num xl-dim">{decidedAt && dayjs(decidedAt).format('YYYY-MM-DD')}</span>
              </>
            ),
        },
      ]}
    />
  );
}
