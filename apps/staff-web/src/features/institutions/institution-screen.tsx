import { useKeys } from '@xinglin/ui/keys';
import { Card } from 'antd';
import { useState } from 'react';
import { DepartmentsPart } from './departments-part.tsx';
import { InstitutionPart } from './institution-part.tsx';
import { SitesPart } from './sites-part.tsx';
import { useText } from './text.ts';

const tabs = ['departments', 'sites', 'institution'] as const;

/** The house: its departments with their rooms, its sites, and what it is called. */
export function Screen() {
  const t = useText();
  const [tab, setTab] = useState<(typeof tabs)[number]>('departments');
  useKeys([
    {
      keys: 'F6',
      label: t('institutions.next-tab'),
      run: () => setTab((now) => tabs[(tabs.indexOf(now) + 1) % tabs.length] ?? 'departments'),
    },
  ]);
  return (
    <Card
      size="small"
      tabList={tabs.map((key) => ({ key, label: t(`institutions.tab.${key}`) }))}
      tabProps={{ size: 'small' }}
      activeTabKey={tab}
      onTabChange={(key) => setTab(tabs.find((one) => one === key) ?? 'departments')}
    >
      {tab === 'departments' && <DepartmentsPart />}
      {tab === 'sites' && <SitesPart />}
      {tab === 'institution' && <InstitutionPart />}
    </Card>
  );
}
