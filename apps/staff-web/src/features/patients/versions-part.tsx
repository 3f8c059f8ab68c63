import type { OutputOf } from '@xinglin/kernel/operation';
import { patientVersions } from '@xinglin/server/contract/patients';
import { listVillages } from '@xinglin/server/contract/patients/households';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { Skeleton, Timeline } from 'antd';
import dayjs from 'dayjs';
import { useAsk } from '../../server-api.ts';
import { useStaffNames } from '../staff/parts.ts';
import { useText } from './text.ts';
import { useCodeWords } from './use-code-words.ts';

type Change = OutputOf<typeof patientVersions>['versions'][number]['changes'][number];

const fields = [
  'name',
  'sex',
  'bornOn',
  'bornOnIsEstimate',
  'bornAt',
  'phone',
  'ethnicity',
  'maritalStatus',
  'occupation',
  'workUnit',
  'paymentKind',
  'villageId',
  'address',
  'contact',
  'deceasedOn',
] as const;
const operations = [
  'patients.register',
  'patients.register-newborn',
  'patients.register-nameless',
  'patients.update',
  'patients.identify',
] as const;

/** Who changed what in the basic data, newest first. Hidden fields stay hidden here too. */
export function VersionsPart({ patientId }: { readonly patientId: string }) {
  const t = useText();
  const nameOf = useStaffNames();
  const history = useAsk(patientVersions, { patientId });
  if (history.error) return <ErrorNotice error={history.error} onAgain={() => void history.refetch()} />;
  if (!history.data) return <Skeleton active />;
  return (
    <Timeline
      style={{ marginTop: 6 }}
      items={history.data.versions.map(({ version, at, by, operation, changes }) => {
        const known = operations.find((one) => one === operation);
        return {
          key: version,
          content: (
            <>
              <div>
                <span className="xl-num">{dayjs(at).format('YYYY-MM-DD HH:mm')}</span> {nameOf(by)}{' '}
                <b>{known ? t(`patients.operation.${known}`) : operation}</b>
              </div>
              {changes.map((change) => (
                <ChangeLine key={change.field} change={change} />
              ))}
              {changes.length === 0 && <div className="xl-dim">{t('patients.versions.nothing')}</div>}
            </>
          ),
        };
      })}
    />
  );
}

function ChangeLine({ change: { field, from, to } }: { readonly change: Change }) {
  const t = useText();
  const codes = useCodeWords();
  const villages = useAsk(listVillages, {}, { staleTime: 600_000 });
  const known = fields.find((one) => one === field);
  const say = (value: string | undefined): string => {
    if (value === undefined) return t('patients.versions.empty');
    switch (known) {
      case 'sex':
        return t(`patients.sex.${value as 'male' | 'female' | 'other' | 'unknown'}`);
      case 'ethnicity':
        return codes.ethnicity(value);
      case 'maritalStatus':
        return codes.marital(value);
      case 'paymentKind':
        return codes.payment(value);
      case 'bornOnIsEstimate':
        return t(value === 'true' ? 'patients.yes-no.yes' : 'patients.yes-no.no');
      case 'bornAt':
        return dayjs(value).format('YYYY-MM-DD HH:mm');
      case 'villageId':
        return villages.data?.villages.find(({ id }) => id === value)?.name ?? value;
      default:
        return value;
    }
  };
  return (
    <div className="xl-num">
      <span className="xl-dim">{known ? t(`patients.change.${known}`) : field}</span>{' '}
      {from !== undefined && <del>{say(from)}</del>} {say(to)}
    </div>
  );
}
