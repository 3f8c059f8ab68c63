import { DesktopOutlined, HeartOutlined, IdcardOutlined } from '@ant-design/icons';
import type { Feature } from '../../screen.ts';
import { en } from './messages.en.ts';
import { zh } from './messages.zh-CN.ts';

export const feature: Feature = {
  screens: [
    {
      path: '/registration',
      load: () => import('./registration-screen.tsx'),
      permissions: ['visits.register'],
      menu: {
        group: 'front-desk',
        order: 10,
        title: { zh: zh['visits.registration.menu'], en: en['visits.registration.menu'] },
        icon: <IdcardOutlined />,
      },
    },
    {
      path: '/triage',
      load: () => import('./triage-screen.tsx'),
      permissions: ['visits.triage'],
      menu: {
        group: 'front-desk',
        order: 20,
        title: { zh: zh['visits.triage.menu'], en: en['visits.triage.menu'] },
        icon: <HeartOutlined />,
      },
    },
    {
      path: '/board',
      load: () => import('./board-screen.tsx'),
      permissions: ['visits.board'],
      frame: 'bare',
      menu: {
        group: 'front-desk',
        order: 90,
        title: { zh: zh['visits.board.menu'], en: en['visits.board.menu'] },
        icon: <DesktopOutlined />,
      },
    },
  ],
};
