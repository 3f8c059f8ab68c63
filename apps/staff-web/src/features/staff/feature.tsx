import { KeyOutlined, TeamOutlined } from '@ant-design/icons';
import type { Feature } from '../../screen.ts';
import { en } from './messages.en.ts';
import { zh } from './messages.zh-CN.ts';

export const feature: Feature = {
  screens: [
    {
      path: '/staff',
      load: () => import('./members-screen.tsx'),
      permissions: ['staff.manage-members'],
      menu: {
        group: 'management',
        order: 40,
        title: { zh: zh['staff.members.menu'], en: en['staff.members.menu'] },
        icon: <TeamOutlined />,
      },
    },
    {
      path: '/accounts',
      load: () => import('./accounts-screen.tsx'),
      permissions: ['staff.manage-accounts'],
      menu: {
        group: 'management',
        order: 50,
        title: { zh: zh['staff.accounts.menu'], en: en['staff.accounts.menu'] },
        icon: <KeyOutlined />,
      },
    },
  ],
};
