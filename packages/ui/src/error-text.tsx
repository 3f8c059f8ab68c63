import { ApiError } from '@xinglin/kernel/client';
import { Alert, Button } from 'antd';
import { textsOf, useLanguage } from './texts.ts';

const useText = textsOf(
  'ui.error',
  { again: '重试', unexpected: '界面出错：{what}', request: '请求编号 {requestId}' },
  { again: 'Try again', unexpected: 'The screen failed: {what}', request: 'Request {requestId}' },
);

/** One sentence for an error in the reader's language; field issues follow, one per line. */
export function useErrorText(): (error: unknown) => string {
  const language = useLanguage();
  const t = useText();
  return (error) => {
    if (!(error instanceof ApiError))
      return t('unexpected', { what: error instanceof Error ? error.message : String(error) });
    const pick = (text: { zh: string; en: string }) => (language === 'en' ? text.en : text.zh);
    return [pick(error.text), ...error.fields.map((field) => `${field.path}: ${pick(field.message)}`)].join('\n');
  };
}

/** Shows an error where the answer would stand, with the way out. Nothing when there is no error. */
export function ErrorNotice({ error, onAgain }: { readonly error: unknown; readonly onAgain?: () => void }) {
  const textOf = useErrorText();
  const t = useText();
  if (error === null || error === undefined) return null;
  const requestId = error instanceof ApiError && error.kind === 'unexpected' ? error.requestId : undefined;
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      style={{ whiteSpace: 'pre-line' }}
      title={textOf(error)}
      {...(requestId ? { description: t('request', { requestId }) } : {})}
      {...(onAgain
        ? {
            action: (
              <Button size="small" onClick={onAgain}>
                {t('again')}
              </Button>
            ),
          }
        : {})}
    />
  );
}
