import {
  decideSecuritySetting,
  decideSetting,
  type SettingView,
  settingHistory,
} from '@xinglin/server/contract/institutions';
import { enterMovesOn } from '@xinglin/ui/enter-moves-on';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { useKeys } from '@xinglin/ui/keys';
import { SidePanel } from '@xinglin/ui/side-panel';
import { useLanguage } from '@xinglin/ui/texts';
import { Alert, App, Button, Descriptions, Divider, Flex, Input, Table } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { useAct, useAsk } from '../../server-api.ts';
import { useMe } from '../../shell/session.tsx';
import { useStaffNames } from '../staff/parts.ts';
import { fieldOf, fits, isSecurity } from './setting-model.ts';
import { useText } from './text.ts';
import { ValueField } from './value-field.tsx';
import { useValueWords } from './value-words.tsx';

interface SettingPanelProps {
  readonly setting: SettingView;
  readonly onClose: () => void;
}

/** One setting: what it is, where its default comes from, who decided what and why; and deciding anew. */
export function SettingPanel({ setting, onClose }: SettingPanelProps) {
  const t = useText();
  const me = useMe();
  const say = useValueWords();
  const language = useLanguage();
  const security = isSecurity(setting.key);
  const may = (security ? 'institutions.decide-security-settings' : 'institutions.decide-settings') in me.permissions;
  return (
    <SidePanel title={language === 'en' ? setting.title.en : setting.title.zh} size={640} onClose={onClose}>
      <Flex vertical gap={10}>
        <Descriptions
          size="small"
          column={1}
          items={[
            { key: 'key', label: t('institutions.settings.key'), children: setting.key },
            { key: 'value', label: t('institutions.settings.value'), children: <b>{say(setting.value)}</b> },
            { key: 'default', label: t('institutions.settings.default'), children: say(setting.fallback) },
            { key: 'source', label: t('institutions.settings.source'), children: setting.source },
          ]}
        />
        {may ? (
          <Decision key={JSON.stringify(setting.value)} setting={setting} security={security} />
        ) : (
          <Alert
            type="info"
            showIcon
            title={t(security ? 'institutions.settings.by-security' : 'institutions.settings.by-system')}
          />
        )}
        <History settingKey={setting.key} />
      </Flex>
    </SidePanel>
  );
}

function Decision({ setting, security }: { readonly setting: SettingView; readonly security: boolean }) {
  const t = useText();
  const { message } = App.useApp();
  const [value, setValue] = useState(setting.value);
  const [reason, setReason] = useState('');
  const field = fieldOf(setting.shape);
  const onDone = () => void message.success(t('institutions.settings.saved'));
  const refreshes = ['institutions.'];
  const decide = useAct(security ? decideSecuritySetting : decideSetting, { refreshes, onDone });
  const changed = JSON.stringify(value) !== JSON.stringify(setting.value);
  const ready = fits(field, value) && changed && reason.trim() !== '' && !decide.isPending;
  const save = () => {
    if (ready) decide.mutate({ key: setting.key, value: value as never, reason: reason.trim() });
  };
  const back = () => decide.mutate({ key: setting.key, value: null, reason: reason.trim() });
  useKeys([{ keys: 'F9', label: t('institutions.settings.decide'), disabled: !ready, run: save }]);
  return (
    <>
      <Divider titlePlacement="start" plain style={{ margin: '4px 0' }}>
        {t('institutions.settings.decide')}
      </Divider>
      <Flex vertical gap={8} onKeyDownCapture={enterMovesOn(save)}>
        <ValueField field={field} value={value} label={t('institutions.settings.value')} onChange={setValue} />
        <Input
          maxLength={200}
          placeholder={t('institutions.settings.reason')}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
        <ErrorNotice error={decide.error} />
        <Flex gap={8}>
          <Button type="primary" disabled={!ready} loading={decide.isPending} onClick={save}>
            {t('institutions.settings.decide')}
          </Button>
          {!setting.isDefault && (
            <Button disabled={reason.trim() === '' || decide.isPending} onClick={back}>
              {t('institutions.settings.back-to-default')}
            </Button>
          )}
        </Flex>
      </Flex>
    </>
  );
}

function History({ settingKey }: { readonly settingKey: string }) {
  const t = useText();
  const say = useValueWords();
  const nameOf = useStaffNames();
  const history = useAsk(settingHistory, { key: settingKey });
  return (
    <>
      <Divider titlePlacement="start" plain style={{ margin: '4px 0' }}>
        {t('institutions.settings.history')}
      </Divider>
      <ErrorNotice error={history.error} onAgain={() => void history.refetch()} />
      <Table
        size="small"
        rowKey="decidedAt"
        loading={history.isLoading}
        pagination={{ pageSize: 10, hideOnSinglePage: true, showSizeChanger: false }}
        dataSource={history.data?.decisions ?? []}
        locale={{ emptyText: t('institutions.settings.never-decided') }}
        columns={[
          {
            title: t('institutions.settings.at'),
            width: 130,
            className: 'xl-num',
            render: (_, { decidedAt }) => dayjs(decidedAt).format('YYYY-MM-DD HH:mm'),
          },
          { title: t('institutions.settings.by'), width: 80, render: (_, { decidedBy }) => nameOf(decidedBy) },
          {
            title: t('institutions.settings.new-value'),
            render: (_, { value }) => (value === null ? t('institutions.settings.default') : say(value)),
          },
          { title: t('institutions.settings.why'), dataIndex: 'reason' },
        ]}
      />
    </>
  );
}
