import type { Candidate } from '@xinglin/server/contract/patients/merging';
import { Tag } from 'antd';
import { useText } from './text.ts';

const verdictColour = { same: 'green', similar: 'blue', different: 'red', unknown: 'default' } as const;

/** Which facts of two entries agree and which do not; what is not known on one side is left out. */
export function AgreementTags({ agreements }: Pick<Candidate, 'agreements'>) {
  const t = useText();
  return agreements
    .filter(({ verdict }) => verdict !== 'unknown')
    .map(({ fact, verdict }) => (
      <Tag key={fact} color={verdictColour[verdict]}>
        {t(`patients.fact-name.${fact}`)} {t(`patients.verdict.${verdict}`)}
      </Tag>
    ));
}
