import { useKeys } from '@xinglin/ui/keys';
import { SidePanel } from '@xinglin/ui/side-panel';
import { Tabs } from 'antd';
import { type ReactNode, useState } from 'react';
import { useText } from './text.ts';

export interface ItemTab {
  readonly key: string;
  readonly label: string;
  readonly children: ReactNode;
}

interface ItemDrawerProps {
  readonly title: ReactNode;
  readonly extra?: ReactNode;
  readonly tabs: readonly ItemTab[];
  readonly start?: string;
  readonly onClose: () => void;
}

/** One item of the catalogue beside its list. */
export function ItemDrawer({ title, extra, tabs, start, onClose }: ItemDrawerProps) {
  const [tab, setTab] = useState(start ?? tabs[0]?.key ?? '');
  const at = tabs.findIndex(({ key }) => key === tab);
  return (
    <SidePanel title={title} extra={extra} onClose={onClose}>
      <NextTabKey disabled={tabs.length < 2} onPress={() => setTab(tabs[(at + 1) % tabs.length]?.key ?? '')} />
      <Tabs size="small" activeKey={tab} onChange={setTab} items={[...tabs]} destroyOnHidden />
    </SidePanel>
  );
}

/** Inside the panel, because the panel covers the keys of everything around it. */
function NextTabKey({ disabled, onPress }: { readonly disabled: boolean; readonly onPress: () => void }) {
  const t = useText();
  useKeys([{ keys: 'F6', label: t('catalog.next-tab'), disabled, run: onPress }]);
  return null;
}
