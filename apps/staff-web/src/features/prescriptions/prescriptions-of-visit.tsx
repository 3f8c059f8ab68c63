import { prescriptionsOfVisit } from '@xinglin/server/contract/prescriptions';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { Skeleton } from 'antd';
import { useAsk } from '../../server-api.ts';
import { SheetTable } from './sheet-table.tsx';
import { useText } from './text.ts';

/** The signed sheets of one visit, to read. Drafts are their doctor's own. */
export function PrescriptionsOfVisit({ visitId }: { readonly visitId: string }) {
  const t = useText();
  const sheets = useAsk(prescriptionsOfVisit, { visitId }, { staleTime: 30_000 });
  if (sheets.error) return <ErrorNotice error={sheets.error} onAgain={() => void sheets.refetch()} />;
  if (!sheets.data) return <Skeleton active paragraph={{ rows: 1 }} />;
  const signed = sheets.data.prescriptions.filter(({ state }) => state !== 'draft' && state !== 'discarded');
  if (signed.length === 0) return <span className="xl-dim">{t('prescriptions.none-of-visit')}</span>;
  return signed.map((sheet) => <SheetTable key={sheet.id} sheet={sheet} />);
}
