import { MedicineBoxOutlined, TagsOutlined } from '@ant-design/icons';
import type { Feature } from '../../screen.ts';
import { en } from './messages.en.ts';
import { zh } from './messages.zh-CN.ts';

export const feature: Feature = {
  screens: [
    {
      path: '/drugs',
      load: () => import('./drugs-screen.tsx'),
      permissions: ['catalog.manage-drugs'],
      menu: {
        group: 'management',
        order: 10,
        title: { zh: zh['catalog.drugs.menu'], en: en['catalog.drugs.menu'] },
        icon: <MedicineBoxOutlined />,
      },
    },
    {
      path: '/services',
      load: () => import('./services-screen.tsx'),
      permissions: ['catalog.manage-services'],
      menu: {
        group: 'management',
        order: 20,
        title: { zh: zh['catalog.services.menu'], en: en['catalog.services.menu'] },
        icon: <TagsOutlined />,
      },
    },
  ],
};
