import { MoonOutlined, SunOutlined, UserOutlined } from '@ant-design/icons';
import { Link, Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { KeyHints } from '@xinglin/ui/key-hints';
import { useKeys } from '@xinglin/ui/keys';
import { setLanguage, useLanguage } from '@xinglin/ui/texts';
import { Button, Dropdown, Layout, Menu } from 'antd';
import { useMemo } from 'react';
import { PersonSearch } from '../features/patients/parts.ts';
import { screens } from '../features.ts';
import { menuGroups } from '../screen.ts';
import { Connection } from './connection.tsx';
import { useColour } from './preferences.tsx';
import { mayOpen, useMe, useSignOut } from './session.tsx';
import { useText } from './text.ts';

/** The window around every screen: who and where at the top, work places at the left, keys at the foot. */
export function Frame() {
  const t = useText();
  const me = useMe();
  return (
    <Layout className="xl-frame">
      <Layout.Header className="xl-top">
        <Link to="/" className="xl-brand">
          <img src="/mark.svg" alt="" width={26} height={26} />
          <strong>{t('shell.product')}</strong>
          <span>{me.institution.name}</span>
        </Link>
        {'patients.search' in me.permissions && <PersonSearch placeholder={t('shell.search')} />}
        <span className="xl-grow" />
        <TopButtons />
      </Layout.Header>
      <Layout>
        <Layout.Sider width={148} className="xl-side">
          <PlacesMenu />
        </Layout.Sider>
        <Layout.Content className="xl-content">
          <Connection />
          <Outlet />
        </Layout.Content>
      </Layout>
      <Layout.Footer className="xl-foot">
        <KeyHints />
      </Layout.Footer>
    </Layout>
  );
}

function TopButtons() {
  const t = useText();
  const me = useMe();
  const language = useLanguage();
  const colour = useColour();
  const navigate = useNavigate();
  const signOut = useSignOut();
  const other = language === 'en' ? 'zh-CN' : 'en';
  return (
    <>
      <Button type="text" className="xl-top-button" onClick={() => setLanguage(other)}>
        {other === 'en' ? 'EN' : '中文'}
      </Button>
      <Button
        type="text"
        className="xl-top-button"
        aria-label={colour.mode === 'dark' ? t('shell.light') : t('shell.dark')}
        icon={colour.mode === 'dark' ? <SunOutlined /> : <MoonOutlined />}
        onClick={colour.toggle}
      />
      <Dropdown
        menu={{
          items: [
            { key: 'account', label: t('shell.own-account'), onClick: () => void navigate({ to: '/account' }) },
            { key: 'out', label: t('shell.sign-out'), onClick: () => signOut() },
          ],
        }}
      >
        <Button type="text" className="xl-top-button" icon={<UserOutlined />}>
          {me.displayName}
        </Button>
      </Dropdown>
    </>
  );
}

/** Work places by role: only what this person may open, in the order of a patient's way. */
function PlacesMenu() {
  const t = useText();
  const me = useMe();
  const navigate = useNavigate();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const places = useMemo(() => screens.filter((screen) => screen.menu && mayOpen(me, screen)), [me]);
  const language = useLanguage();
  const items = menuGroups.flatMap((group) => {
    const inGroup = places
      .filter(({ menu }) => menu?.group === group)
      .toSorted((a, b) => (a.menu?.order ?? 0) - (b.menu?.order ?? 0));
    if (inGroup.length === 0) return [];
    return [
      {
        key: group,
        type: 'group' as const,
        label: t(`shell.group.${group}`),
        children: inGroup.map((screen) => ({
          key: screen.path,
          icon: screen.menu?.icon,
          label: language === 'en' ? screen.menu?.title.en : screen.menu?.title.zh,
        })),
      },
    ];
  });
  const ordered = items.flatMap(({ children }) => children);
  useKeys(
    ordered.slice(0, 9).map(({ key, label }, index) => ({
      keys: `Alt+${index + 1}`,
      label: String(label),
      quiet: true,
      run: () => void navigate({ to: key }),
    })),
  );
  const selected = places
    .filter(({ path: own }) => path === own || path.startsWith(`${own}/`))
    .map(({ path: own }) => own);
  return <Menu mode="inline" items={items} selectedKeys={selected} onClick={({ key }) => void navigate({ to: key })} />;
}
