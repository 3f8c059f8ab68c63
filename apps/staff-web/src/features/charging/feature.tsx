import { AccountBookOutlined, PayCircleOutlined } from '@ant-design/icons';
import type { Feature } from '../../screen.ts';
import { en } from './messages.en.ts';
import { zh } from './messages.zh-CN.ts';

export const feature: Feature = {
  screens: [
    {
      path: '/cashier',
      load: () => import('./cashier-screen.tsx'),
      permissions: ['charging.settle'],
      menu: {
        group: 'finance',
        order: 10,
        title: { zh: zh['charging.menu'], en: en['charging.menu'] },
        icon: <PayCircleOutlined />,
      },
    },
    {
      path: '/settlements',
      load: () => import('./settlements-screen.tsx'),
      permissions: ['charging.view'],
      menu: {
        group: 'finance',
        order: 20,
        title: { zh: zh['charging.settlements.menu'], en: en['charging.settlements.menu'] },
        icon: <AccountBookOutlined />,
      },
    },
    {
      path: '/print/receipt/$settlementId',
      load: () => import('./receipt-screen.tsx'),
      permissions: ['charging.view'],
      frame: 'bare',
    },
  ],
};
