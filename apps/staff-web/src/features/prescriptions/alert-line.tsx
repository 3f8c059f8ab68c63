import { CloseCircleFilled, ExclamationCircleFilled, InfoCircleFilled, QuestionCircleFilled } from '@ant-design/icons';
import type { Alert, NotChecked } from '@xinglin/server/contract/decision-support';
import { useLanguage } from '@xinglin/ui/texts';
import { Tag } from 'antd';
import type { ReactNode } from 'react';
import { useText } from './text.ts';

const icon = { block: <CloseCircleFilled />, reason: <ExclamationCircleFilled />, note: <InfoCircleFilled /> } as const;
const colour = { block: 'red', reason: 'orange', note: 'blue' } as const;

interface AlertLineProps {
  readonly alert: Alert;
  /** Names of the lines it is about. */
  readonly about?: string;
  readonly children?: ReactNode;
}

/** One alert: how strong, what, why for this patient, what to do, and which rule of which source says so. */
export function AlertLine({ alert, about, children }: AlertLineProps) {
  const t = useText();
  const language = useLanguage();
  const say = (text: { readonly zh: string; readonly en: string }) => (language === 'en' ? text.en : text.zh);
  const { level, message, why, advice, ruleId, ruleVersion, source } = alert;
  return (
    <div className={`xl-alert xl-alert-${level}`} role={level === 'block' ? 'alert' : 'status'}>
      <Tag color={colour[level]} variant="solid" icon={icon[level]}>
        {t(`prescriptions.level.${level}`)}
      </Tag>
      <div>
        {about && <b>{about}：</b>}
        {say(message)}
        {why.length > 0 && <span className="xl-dim"> {t('prescriptions.why', { why: why.map(say).join('；') })}</span>}
        {advice && <div>{t('prescriptions.advice', { advice: say(advice) })}</div>}
        <div className="xl-alert-source" title={source}>
          {t('prescriptions.source', { rule: `${ruleId} v${ruleVersion}`, source })}
        </div>
        {children}
      </div>
    </div>
  );
}

/** What was not checked, and for want of which fact. */
export function QuestionLine({ question, children }: { readonly question: NotChecked; readonly children?: ReactNode }) {
  const t = useText();
  const language = useLanguage();
  return (
    <div className="xl-alert xl-alert-question">
      <Tag color="purple" icon={<QuestionCircleFilled />}>
        {t('prescriptions.not-checked')}
      </Tag>
      <div>
        {language === 'en' ? question.message.en : question.message.zh}
        {question.detail && <span className="xl-dim">（{question.detail}）</span>}
        {children}
      </div>
    </div>
  );
}
