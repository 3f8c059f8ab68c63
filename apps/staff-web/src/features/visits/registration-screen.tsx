import { useKeys } from '@xinglin/ui/keys';
import { Card, Flex } from 'antd';
import { useState } from 'react';
import { NamelessPart, NewbornPart, NewPersonPart, PersonBanner, PersonSearch } from '../patients/parts.ts';
import { RegistrationPart } from './registration-part.tsx';
import { useText } from './text.ts';
import { TodayPart } from './today-part.tsx';

type Step =
  | { readonly at: 'find' }
  | { readonly at: 'new'; readonly typed: string }
  | { readonly at: 'newborn' | 'nameless' }
  | { readonly at: 'visit'; readonly patientId: string };

/** The registration window: find or make the person, choose where they go, press once. */
export function Screen() {
  const t = useText();
  const [step, setStep] = useState<Step>({ at: 'find' });
  const [typed, setTyped] = useState('');
  const start = () => setStep({ at: 'find' });
  useKeys([
    { keys: 'F2', label: t('visits.registration.new'), run: () => setStep({ at: 'new', typed }) },
    { keys: 'F3', label: t('visits.registration.find'), run: start },
    { keys: 'F6', label: t('visits.registration.newborn'), run: () => setStep({ at: 'newborn' }) },
    { keys: 'F7', label: t('visits.registration.nameless'), run: () => setStep({ at: 'nameless' }) },
  ]);
  const chosen = ({ id }: { readonly id: string }) => setStep({ at: 'visit', patientId: id });
  return (
    <Flex vertical gap={8}>
      <Card size="small" title={t('visits.registration.title')}>
        {step.at === 'find' && (
          <Flex gap={12} align="center">
            <PersonSearch
              autoFocus
              hotkey="F4"
              width={460}
              placeholder={t('visits.registration.search')}
              onChoose={chosen}
              onTyped={setTyped}
            />
            <span className="xl-dim">{t('visits.registration.hint')}</span>
          </Flex>
        )}
        {step.at === 'new' && <NewPersonPart typed={step.typed} onCancel={start} onChosen={chosen} />}
        {step.at === 'newborn' && <NewbornPart onCancel={start} onChosen={chosen} />}
        {step.at === 'nameless' && <NamelessPart onCancel={start} onChosen={chosen} />}
        {step.at === 'visit' && (
          <>
            <PersonBanner patientId={step.patientId} />
            <RegistrationPart key={step.patientId} patientId={step.patientId} onDone={start} onCancel={start} />
          </>
        )}
      </Card>
      <TodayPart />
    </Flex>
  );
}
