import { Link, useParams } from '@tanstack/react-router';
import { type Patient, readPatient } from '@xinglin/server/contract/patients';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { useKeys } from '@xinglin/ui/keys';
import { Alert, Button, Card, Flex, Skeleton } from 'antd';
import { useState } from 'react';
import { useAsk } from '../../server-api.ts';
import { useMe } from '../../shell/session.tsx';
import { AllergyPart } from './allergy-part.tsx';
import { EditPersonDialog } from './edit-person-dialog.tsx';
import { HealthPart } from './health-part.tsx';
import { HouseholdPart } from './household-part.tsx';
import { IdentifyDialog } from './identify-dialog.tsx';
import { PersonBanner } from './person-banner.tsx';
import { PersonDataPart } from './person-data-part.tsx';
import './person.css';
import { RevealDialog } from './reveal-dialog.tsx';
import { SamePersonPart } from './same-person-part.tsx';
import { useText } from './text.ts';
import { TimelinePart } from './timeline-part.tsx';
import { VersionsPart } from './versions-part.tsx';

const tabs = ['data', 'health', 'household', 'same', 'versions'] as const;
type Tab = (typeof tabs)[number];
type Dialog = 'edit' | 'reveal' | 'identify';

/** Everything known of one person: who they are, what to mind, and what happened, newest first. */
export function Screen() {
  const { patientId } = useParams({ strict: false }) as { patientId: string };
  return <Person key={patientId} patientId={patientId} />;
}

function Person({ patientId }: { readonly patientId: string }) {
  const t = useText();
  const known = useAsk(readPatient, { patientId });
  const [tab, setTab] = useState<Tab>('data');
  const next = () => setTab((now) => tabs[(tabs.indexOf(now) + 1) % tabs.length] ?? 'data');
  useKeys([{ keys: 'F6', label: t('patients.person.next-tab'), run: next }]);
  if (known.error) return <ErrorNotice error={known.error} onAgain={() => void known.refetch()} />;
  if (!known.data) return <Skeleton active />;
  const { patient, household } = known.data;
  return (
    <>
      <Head patient={patient} />
      <div className="xl-person-columns">
        <Card
          size="small"
          className="xl-person-card"
          tabList={tabs.map((key) => ({ key, label: t(`patients.person.tab.${key}`) }))}
          tabProps={{ size: 'small' }}
          activeTabKey={tab}
          onTabChange={(key) => setTab(tabs.find((one) => one === key) ?? 'data')}
        >
          {tab === 'data' && <PersonDataPart patient={patient} />}
          {tab === 'health' && <HealthPart known={known.data} />}
          {tab === 'household' && <HouseholdPart patient={patient} householdId={household?.id} />}
          {tab === 'same' && <SamePersonPart patient={patient} />}
          {tab === 'versions' && <VersionsPart patientId={patientId} />}
        </Card>
        <Card size="small" className="xl-person-card" title={t('patients.timeline.title')}>
          <TimelinePart patientId={patientId} />
        </Card>
      </div>
    </>
  );
}

/** The banner with what may be done to this entry, and the way to the one that stands for it after a merge. */
function Head({ patient }: { readonly patient: Patient }) {
  const t = useText();
  const me = useMe();
  const [open, setOpen] = useState<Dialog>();
  const close = () => setOpen(undefined);
  const stands = patient.mergedInto === undefined;
  const mayUpdate = stands && 'patients.update' in me.permissions;
  const mayReveal = 'patients.reveal' in me.permissions;
  useKeys([
    { keys: 'F2', label: t('patients.edit'), disabled: !mayUpdate, run: () => setOpen('edit') },
    { keys: 'F3', label: t('patients.reveal'), disabled: !mayReveal, run: () => setOpen('reveal') },
    {
      keys: 'F4',
      label: t('patients.identify'),
      disabled: !mayUpdate || !patient.temporary,
      quiet: !patient.temporary,
      run: () => setOpen('identify'),
    },
  ]);
  return (
    <>
      <PersonBanner
        patientId={patient.id}
        extra={
          <Flex gap={4} align="center">
            {patient.temporary && mayUpdate && (
              <Button size="small" type="primary" onClick={() => setOpen('identify')}>
                {t('patients.identify')}
              </Button>
            )}
            {mayUpdate && (
              <Button size="small" onClick={() => setOpen('edit')}>
                {t('patients.edit')}
              </Button>
            )}
            {mayReveal && (
              <Button size="small" onClick={() => setOpen('reveal')}>
                {t('patients.reveal')}
              </Button>
            )}
            {stands && 'patients.record-allergy' in me.permissions && <AllergyPart patientId={patient.id} />}
          </Flex>
        }
      />
      {patient.mergedInto && (
        <Alert
          type="warning"
          showIcon
          style={{ marginBottom: 8 }}
          title={t('patients.merged-away')}
          action={<Link to={`/patients/${patient.mergedInto}`}>{t('patients.open-survivor')}</Link>}
        />
      )}
      {open === 'edit' && <EditPersonDialog patient={patient} onClose={close} />}
      {open === 'reveal' && <RevealDialog patient={patient} onClose={close} />}
      {open === 'identify' && <IdentifyDialog patient={patient} onClose={close} />}
    </>
  );
}
