import { Spin } from 'antd';
import { useText } from './text.ts';

export function Opening() {
  const t = useText();
  return (
    <div className="xl-centre">
      <Spin description={t('shell.loading')} />
    </div>
  );
}
