import { antibioticTier, controlledClass, grantPrescribing, type MemberDetail } from '@xinglin/server/contract/staff';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { App, Button, Checkbox, Divider, Flex } from 'antd';
import { useState } from 'react';
import { useAct } from '../../server-api.ts';
import { useText } from './text.ts';

/** What a doctor may prescribe; the check of every prescription asks for it. */
export function PrescribingPart({ member }: { readonly member: MemberDetail }) {
  const t = useText();
  const { message } = App.useApp();
  const [may, setMay] = useState(member.mayPrescribe);
  const [tiers, setTiers] = useState(member.antibioticTiers);
  const [classes, setClasses] = useState(member.controlledClasses);
  const grant = useAct(grantPrescribing, {
    refreshes: ['staff.'],
    onDone: () => void message.success(t('staff.prescribing.saved', { name: member.name })),
  });
  const save = () =>
    grant.mutate({
      memberId: member.id,
      mayPrescribe: may,
      antibioticTiers: may ? tiers : [],
      controlledClasses: may ? classes : [],
    });
  return (
    <>
      <Divider titlePlacement="start" plain>
        {t('staff.prescribing')}
      </Divider>
      <Flex vertical gap={8}>
        <Checkbox checked={may} onChange={({ target }) => setMay(target.checked)}>
          {t('staff.may-prescribe')}
        </Checkbox>
        <Flex gap={8}>
          <span className="xl-dim">{t('staff.prescribing.antibiotics')}</span>
          <Checkbox.Group
            disabled={!may}
            value={may ? tiers : []}
            onChange={setTiers}
            options={antibioticTier.options.map((value) => ({ value, label: t(`staff.tier.${value}`) }))}
          />
        </Flex>
        <Flex gap={8}>
          <span className="xl-dim">{t('staff.prescribing.controlled')}</span>
          <Checkbox.Group
            disabled={!may}
            value={may ? classes : []}
            onChange={setClasses}
            options={controlledClass.options.map((value) => ({ value, label: t(`staff.controlled.${value}`) }))}
          />
        </Flex>
        <ErrorNotice error={grant.error} />
        <Button style={{ alignSelf: 'start' }} loading={grant.isPending} onClick={save}>
          {t('staff.prescribing.save')}
        </Button>
      </Flex>
    </>
  );
}
