import { MedicineBoxOutlined } from '@ant-design/icons';
import type { Feature } from '../../screen.ts';
import { en } from './messages.en.ts';
import { zh } from './messages.zh-CN.ts';

/** The doctor's desk spans visits, notes and prescriptions, as the flow of a visit does on the server. */
export const feature: Feature = {
  screens: [
    {
      path: '/desk',
      load: () => import('./desk-screen.tsx'),
      permissions: ['visits.consult'],
      menu: {
        group: 'clinic',
        order: 10,
        title: { zh: zh['desk.menu'], en: en['desk.menu'] },
        icon: <MedicineBoxOutlined />,
      },
    },
  ],
};
