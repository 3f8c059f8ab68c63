import { DatabaseOutlined, FileSearchOutlined, InboxOutlined, OrderedListOutlined } from '@ant-design/icons';
import type { Feature } from '../../screen.ts';
import { en } from './messages.en.ts';
import { zh } from './messages.zh-CN.ts';

export const feature: Feature = {
  screens: [
    {
      path: '/stock',
      load: () => import('./stock-screen.tsx'),
      permissions: ['stock.view'],
      menu: {
        group: 'pharmacy',
        order: 40,
        title: { zh: zh['stock.menu'], en: en['stock.menu'] },
        icon: <DatabaseOutlined />,
      },
    },
    {
      path: '/goods-receipt',
      load: () => import('./receipt-screen.tsx'),
      permissions: ['stock.receive'],
      menu: {
        group: 'pharmacy',
        order: 50,
        title: { zh: zh['stock.receipt.menu'], en: en['stock.receipt.menu'] },
        icon: <InboxOutlined />,
      },
    },
    {
      path: '/stocktake',
      load: () => import('./count-screen.tsx'),
      permissions: ['stock.count'],
      menu: {
        group: 'pharmacy',
        order: 60,
        title: { zh: zh['stock.count.menu'], en: en['stock.count.menu'] },
        icon: <OrderedListOutlined />,
      },
    },
    {
      path: '/stock-ledger',
      load: () => import('./ledger-screen.tsx'),
      permissions: ['stock.view'],
      menu: {
        group: 'pharmacy',
        order: 70,
        title: { zh: zh['stock.ledger.menu'], en: en['stock.ledger.menu'] },
        icon: <FileSearchOutlined />,
      },
    },
  ],
};
