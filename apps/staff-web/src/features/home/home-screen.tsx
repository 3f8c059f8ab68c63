import { Link } from '@tanstack/react-router';
import { roleNames } from '@xinglin/server/contract/staff';
import { useLanguage } from '@xinglin/ui/texts';
import { Card, Empty, Flex, Tag, Typography } from 'antd';
import { screens } from '../../features.ts';
import { menuGroups } from '../../screen.ts';
import { mayOpen, useMe } from '../../shell/session.tsx';
import { useText } from './text.ts';

/** The first page of the day: who one is here, and the desks one may sit down at. */
export function Screen() {
  const t = useText();
  const me = useMe();
  const language = useLanguage();
  const places = screens
    .filter((screen) => screen.menu && mayOpen(me, screen))
    .toSorted(
      ({ menu: a }, { menu: b }) =>
        menuGroups.indexOf(a?.group ?? 'management') - menuGroups.indexOf(b?.group ?? 'management') ||
        (a?.order ?? 0) - (b?.order ?? 0),
    );
  return (
    <Flex vertical gap={12}>
      <Typography.Title level={4} style={{ margin: 0 }}>
        {t('home.hello', { name: me.displayName })}
      </Typography.Title>
      <Flex gap={6} wrap>
        {me.workPlaces.map(({ role, departmentId, departmentName }) => (
          <Tag key={`${role}${departmentId}`}>
            {language === 'en' ? roleNames[role].en : roleNames[role].zh} ·{' '}
            {departmentName ?? t('home.whole-institution')}
          </Tag>
        ))}
      </Flex>
      {places.length === 0 ? (
        <Empty description={t('home.no-place')} />
      ) : (
        <Flex gap={10} wrap>
          {places.map(({ path, menu }, index) => (
            <Link key={path} to={path}>
              <Card hoverable size="small" className="xl-place">
                <span className="xl-place-icon">{menu?.icon}</span>
                <span>{language === 'en' ? menu?.title.en : menu?.title.zh}</span>
                {index < 9 && <kbd>Alt+{index + 1}</kbd>}
              </Card>
            </Link>
          ))}
        </Flex>
      )}
    </Flex>
  );
}
