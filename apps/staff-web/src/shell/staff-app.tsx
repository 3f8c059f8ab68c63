import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { KeyProvider } from '@xinglin/ui/keys';
import { useLanguage } from '@xinglin/ui/texts';
import { themeOf } from '@xinglin/ui/theme';
import { App, ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import { queryClient } from '../server-api.ts';
import { ColourProvider, useColour } from './preferences.tsx';
import { router } from './router.tsx';

export function StaffApp() {
  return (
    <QueryClientProvider client={queryClient}>
      <ColourProvider>
        <Themed />
      </ColourProvider>
    </QueryClientProvider>
  );
}

function Themed() {
  const { mode } = useColour();
  const language = useLanguage();
  dayjs.locale(language === 'en' ? 'en' : 'zh-cn');
  return (
    <ConfigProvider theme={themeOf(mode)} locale={language === 'en' ? enUS : zhCN} componentSize="small">
      <App component={false}>
        <KeyProvider>
          {/* `xinglin` is the class that carries the theme's custom properties; our own style sheets read them there. */}
          <div style={{ height: '100%' }} className={`xinglin xl-${mode}`}>
            <RouterProvider router={router} />
          </div>
        </KeyProvider>
      </App>
    </ConfigProvider>
  );
}
