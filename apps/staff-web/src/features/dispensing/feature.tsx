import { AuditOutlined, MedicineBoxOutlined } from '@ant-design/icons';
import type { Feature } from '../../screen.ts';
import { en } from './messages.en.ts';
import { zh } from './messages.zh-CN.ts';

export const feature: Feature = {
  screens: [
    {
      path: '/review',
      load: () => import('./review-screen.tsx'),
      permissions: ['dispensing.review'],
      menu: {
        group: 'pharmacy',
        order: 10,
        title: { zh: zh['dispensing.review.menu'], en: en['dispensing.review.menu'] },
        icon: <AuditOutlined />,
      },
    },
    {
      path: '/dispensing',
      load: () => import('./hand-out-screen.tsx'),
      permissions: ['dispensing.dispense'],
      menu: {
        group: 'pharmacy',
        order: 20,
        title: { zh: zh['dispensing.menu'], en: en['dispensing.menu'] },
        icon: <MedicineBoxOutlined />,
      },
    },
    {
      path: '/print/labels/$taskId',
      load: () => import('./labels-screen.tsx'),
      permissions: ['dispensing.view'],
      frame: 'bare',
    },
  ],
};
