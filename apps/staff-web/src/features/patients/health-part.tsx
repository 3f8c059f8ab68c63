import type { OutputOf } from '@xinglin/kernel/operation';
import type { readPatient } from '@xinglin/server/contract/patients';
import { type Allergy, changeAllergy } from '@xinglin/server/contract/patients/health';
import { ReasonDialog } from '@xinglin/ui/reason-dialog';
import { Button, Flex, Radio, Table, Tag, Typography } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { useAct } from '../../server-api.ts';
import { useMe } from '../../shell/session.tsx';
import { useStaffNames } from '../staff/parts.ts';
import { FactsPart } from './facts-part.tsx';
import { AllergyMark } from './person-banner.tsx';
import { useText } from './text.ts';

/** What must be known before treating: allergies with their whole history, and facts that outlive a visit. */
export function HealthPart({ known }: { readonly known: OutputOf<typeof readPatient> }) {
  const { patient, allergies, facts } = known;
  const stands = patient.mergedInto === undefined;
  return (
    <Flex vertical gap={12}>
      <Allergies patientId={patient.id} allergies={allergies} stands={stands} />
      <FactsPart patient={patient} facts={facts} stands={stands} />
    </Flex>
  );
}

interface AllergiesProps {
  readonly patientId: string;
  readonly allergies: OutputOf<typeof readPatient>['allergies'];
  readonly stands: boolean;
}

function Allergies({ patientId, allergies, stands }: AllergiesProps) {
  const t = useText();
  const me = useMe();
  const nameOf = useStaffNames();
  const [changing, setChanging] = useState<Allergy>();
  const may = stands && 'patients.record-allergy' in me.permissions;
  const rows = [...allergies.active, ...allergies.past];
  return (
    <section>
      <Flex gap={8} align="center" style={{ marginBottom: 4 }}>
        <Typography.Text strong>{t('patients.allergies')}</Typography.Text>
        <AllergyMark allergies={allergies} />
        {allergies.state === 'none-known' && allergies.askedAt && (
          <span className="xl-dim">
            {t('patients.allergies.asked', { at: dayjs(allergies.askedAt).format('YYYY-MM-DD') })}
          </span>
        )}
      </Flex>
      {rows.length > 0 && (
        <Table<Allergy>
          size="small"
          rowKey="id"
          pagination={false}
          dataSource={rows}
          columns={[
            {
              title: t('patients.allergy.substance'),
              render: (_, allergy) => (
                <>
                  <b>{allergy.substance.display}</b>{' '}
                  <Tag color={allergy.status === 'active' ? 'red' : 'default'}>
                    {t(`patients.allergy.status.${allergy.status}`)}
                  </Tag>
                  <div className="xl-dim">
                    {[
                      t(`patients.allergy.type.${allergy.type}`),
                      t(`patients.allergy.severity.${allergy.severity}`),
                      t(`patients.allergy.certainty.${allergy.certainty}`),
                      allergy.reaction,
                    ]
                      .filter(Boolean)
                      .join(' · ')}
                  </div>
                  <div className="xl-dim">
                    {t('patients.recorded', {
                      name: nameOf(allergy.recordedBy),
                      at: dayjs(allergy.recordedAt).format('YYYY-MM-DD HH:mm'),
                    })}
                  </div>
                  {allergy.statusReason && (
                    <div className="xl-dim">
                      {t('patients.allergy.changed', {
                        at: dayjs(allergy.statusChangedAt).format('YYYY-MM-DD HH:mm'),
                        why: allergy.statusReason,
                      })}
                    </div>
                  )}
                </>
              ),
            },
            {
              width: 70,
              render: (_, allergy) =>
                may && (
                  <Button size="small" type="link" onClick={() => setChanging(allergy)}>
                    {t('patients.allergy.change')}
                  </Button>
                ),
            },
          ]}
        />
      )}
      {changing && (
        <AllergyStatusDialog patientId={patientId} allergy={changing} onClose={() => setChanging(undefined)} />
      )}
    </section>
  );
}

interface StatusProps {
  readonly patientId: string;
  readonly allergy: Allergy;
  readonly onClose: () => void;
}

/** Refuted (tested, tolerated), entered in error, or active again; always with a reason, and always readable. */
function AllergyStatusDialog({ patientId, allergy, onClose }: StatusProps) {
  const t = useText();
  const choices = (['active', 'refuted', 'entered-in-error'] as const).filter((status) => status !== allergy.status);
  const [status, setStatus] = useState(choices[0] ?? 'refuted');
  const change = useAct(changeAllergy, { refreshes: ['patients.'], onDone: onClose });
  return (
    <ReasonDialog
      title={t('patients.allergy.change-title', { name: allergy.substance.display })}
      okText={t('patients.save')}
      pending={change.isPending}
      error={change.error}
      onOk={(reason) => change.mutate({ patientId, allergyId: allergy.id, status, reason })}
      onClose={onClose}
    >
      <Radio.Group
        value={status}
        onChange={({ target }) => setStatus(target.value as typeof status)}
        options={choices.map((value) => ({ value, label: t(`patients.allergy.to.${value}`) }))}
      />
    </ReasonDialog>
  );
}
