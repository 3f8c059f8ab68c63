import { BankOutlined, ControlOutlined } from '@ant-design/icons';
import type { Feature } from '../../screen.ts';
import { en } from './messages.en.ts';
import { zh } from './messages.zh-CN.ts';

export const feature: Feature = {
  screens: [
    {
      path: '/institution',
      load: () => import('./institution-screen.tsx'),
      permissions: ['institutions.manage'],
      menu: {
        group: 'management',
        order: 60,
        title: { zh: zh['institutions.menu'], en: en['institutions.menu'] },
        icon: <BankOutlined />,
      },
    },
    {
      path: '/settings',
      load: () => import('./settings-screen.tsx'),
      permissions: ['institutions.read-settings'],
      menu: {
        group: 'management',
        order: 70,
        title: { zh: zh['institutions.settings.menu'], en: en['institutions.settings.menu'] },
        icon: <ControlOutlined />,
      },
    },
  ],
};
