import { AuditOutlined } from '@ant-design/icons';
import type { Feature } from '../../screen.ts';
import { en } from './messages.en.ts';
import { zh } from './messages.zh-CN.ts';

export const feature: Feature = {
  screens: [
    {
      path: '/audit',
      load: () => import('./audit-screen.tsx'),
      permissions: ['audit.search'],
      menu: {
        group: 'management',
        order: 90,
        title: { zh: zh['audit.menu'], en: en['audit.menu'] },
        icon: <AuditOutlined />,
      },
    },
  ],
};
