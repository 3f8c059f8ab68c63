import { alertReasons, limitReasons } from '@xinglin/server/contract/prescriptions';
import { useLanguage } from '@xinglin/ui/texts';
import { Flex, Input, Alert as Notice, Select } from 'antd';
import { AlertLine, QuestionLine } from './alert-line.tsx';
import type { CheckAnswer, Line, Response } from './sheet-model.ts';
import { useText } from './text.ts';

interface AlertsProps {
  readonly check: CheckAnswer;
  readonly lines: readonly Line[];
  readonly responses: ReadonlyMap<string, Response>;
  readonly onRespond: (fingerprint: string, response: Response) => void;
  readonly limitReason: Response;
  readonly onLimitReason: (response: Response) => void;
}

/** Everything the check has to say about the sheet, strongest first, with the place to answer. */
export function AlertsPart({ check, lines, responses, onRespond, limitReason, onLimitReason }: AlertsProps) {
  const t = useText();
  const { result, limits } = check;
  const about = (itemIds: readonly string[]) =>
    lines
      .filter(({ id }) => itemIds.includes(id))
      .map(({ drug }) => drug.name)
      .join(' + ');
  if (result.status === 'failed') return <Notice type="error" showIcon title={t('prescriptions.check-failed')} />;
  return (
    <Flex vertical gap={4} className="xl-alerts">
      {result.alerts.map((alert) => (
        <AlertLine key={alert.fingerprint} alert={alert} about={about(alert.itemIds)}>
          {alert.level === 'reason' && (
            <ReasonFields
              kind="alert"
              response={responses.get(alert.fingerprint)}
              onChange={(response) => onRespond(alert.fingerprint, response)}
            />
          )}
        </AlertLine>
      ))}
      {result.notChecked.map((question) => (
        <QuestionLine key={question.fingerprint} question={question}>
          {question.ask && (
            <ReasonFields
              kind="alert"
              response={responses.get(question.fingerprint)}
              onChange={(response) => onRespond(question.fingerprint, response)}
            />
          )}
        </QuestionLine>
      ))}
      {limits.map((limit) => (
        <Notice
          key={`${limit.kind}${limit.itemIds.join()}`}
          type={limit.level === 'block' ? 'error' : 'warning'}
          showIcon
          title={t(`prescriptions.limit.${limit.kind}`, { limit: limit.limit, actual: limit.actual })}
          description={
            limit.level === 'reason' && <ReasonFields kind="limit" response={limitReason} onChange={onLimitReason} />
          }
        />
      ))}
      {result.gates.map((gate) => (
        <GateLine key={`${gate.ruleId}${gate.itemId}`} message={gate.message} />
      ))}
    </Flex>
  );
}

function GateLine({ message }: { readonly message: { readonly zh: string; readonly en: string } }) {
  const language = useLanguage();
  return <Notice type="info" showIcon title={language === 'en' ? message.en : message.zh} />;
}

interface ReasonFieldsProps {
  readonly kind: 'alert' | 'limit';
  readonly response: Response | undefined;
  readonly onChange: (response: Response) => void;
}

function ReasonFields({ kind, response, onChange }: ReasonFieldsProps) {
  const t = useText();
  const language = useLanguage();
  const reasons = Object.entries(kind === 'alert' ? alertReasons : limitReasons);
  return (
    <Flex gap={6} style={{ marginTop: 2 }}>
      <Select
        style={{ width: 220 }}
        placeholder={t('prescriptions.reason')}
        value={response?.code || null}
        options={reasons.map(([value, text]) => ({ value, label: language === 'en' ? text.en : text.zh }))}
        onChange={(code: string) => onChange({ code, text: response?.text ?? '' })}
      />
      {response?.code && (
        <Input
          style={{ flex: 1 }}
          maxLength={200}
          placeholder={t('prescriptions.reason-words')}
          value={response.text}
          onChange={({ target }) => onChange({ code: response.code, text: target.value })}
        />
      )}
    </Flex>
  );
}
