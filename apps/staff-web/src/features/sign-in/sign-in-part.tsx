import { useQueryClient } from '@tanstack/react-query';
import { readSession, type SessionView } from '@xinglin/server/platform/sign-in';
import { setLanguage, useLanguage } from '@xinglin/ui/texts';
import { Button, Card, Flex, Typography } from 'antd';
import { CodeForm } from './code-form.tsx';
import { EnrolmentForm } from './enrolment-form.tsx';
import { NewPasswordForm } from './new-password-form.tsx';
import { PasswordForm } from './password-form.tsx';
import './sign-in.css';
import { useText } from './text.ts';

interface SignInProps {
  readonly session: SessionView;
  /** Lies over a page whose session has ended. */
  readonly covers?: boolean;
}

/** The way in, one step at a time: password, then whatever the account still needs. */
export function SignInPart({ session, covers = false }: SignInProps) {
  const t = useText();
  const language = useLanguage();
  const queries = useQueryClient();
  const next = (view: SessionView) => queries.setQueryData([readSession.name, {}], view);
  return (
    <div className={covers ? 'xl-sign-in xl-sign-in-covers' : 'xl-sign-in'}>
      <Card className="xl-sign-in-card">
        <Flex align="center" gap={10}>
          <img src="/mark.svg" alt="" width={44} height={44} />
          <div>
            <Typography.Title level={3} style={{ margin: 0 }}>
              {t('sign-in.product')}
            </Typography.Title>
            <Typography.Text type="secondary">{covers ? t('sign-in.ended') : t('sign-in.subtitle')}</Typography.Text>
          </div>
          <span className="xl-grow" />
          <Button type="text" onClick={() => setLanguage(language === 'en' ? 'zh-CN' : 'en')}>
            {language === 'en' ? '中文' : 'EN'}
          </Button>
        </Flex>
        {session.step === 'signed-out' && <PasswordForm onNext={next} />}
        {session.step === 'second-factor' && <CodeForm onNext={next} />}
        {session.step === 'new-password' && <NewPasswordForm onNext={next} />}
        {session.step === 'enrolment' && <EnrolmentForm onNext={next} />}
      </Card>
    </div>
  );
}
