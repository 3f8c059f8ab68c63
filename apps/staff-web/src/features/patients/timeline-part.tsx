import type { VisitSummary } from '@xinglin/server/contract/visits';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { Alert, Button, Collapse, Empty, Flex, Skeleton, Tag } from 'antd';
import dayjs from 'dayjs';
import type { KeyboardEvent } from 'react';
import { useMe } from '../../shell/session.tsx';
import { SettlementsOfVisit } from '../charging/parts.ts';
import { DispensingOfVisit } from '../dispensing/parts.ts';
import { NoteText } from '../emr/parts.ts';
import { PrescriptionsOfVisit } from '../prescriptions/parts.ts';
import { FindingsOfVisit, stateColour } from '../visits/parts.ts';
import { useText } from './text.ts';
import { headlineOf, type TimelineEntry } from './timeline-model.ts';
import { useTimeline } from './use-timeline.ts';

interface TimelineProps {
  readonly patientId: string;
  /** The visit that is being worked on, marked as such. */
  readonly currentVisitId?: string;
}

/** What happened to a person, newest first: visits with their notes, prescriptions, dispensing and payments. */
export function TimelinePart({ patientId, currentVisitId }: TimelineProps) {
  const t = useText();
  const line = useTimeline(patientId);
  const { entries } = line;
  if (line.nothingToSee) return <Empty description={t('patients.timeline.no-permission')} />;
  const newest = entries[0]?.visitId;
  return (
    <>
      {line.visitsError !== null && (
        <FailedPart title={t('patients.timeline.visits-failed')} error={line.visitsError} onAgain={line.again} />
      )}
      {line.notesError !== null && (
        <FailedPart title={t('patients.timeline.notes-failed')} error={line.notesError} onAgain={line.again} />
      )}
      {line.isLoading && <Skeleton active />}
      {!line.isLoading && entries.length === 0 && !line.older && (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('patients.timeline.empty')} />
      )}
      {/* Not before all sources told theirs: an entry that is still without its visit would be opened under another key. */}
      {!line.isLoading && entries.length > 0 && (
        // biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys move between the headers, which are buttons themselves.
        <div onKeyDown={walkHeaders}>
          <Collapse
            size="small"
            defaultActiveKey={newest ? [keyOf(entries[0])] : []}
            items={entries.map((entry) => ({
              key: keyOf(entry),
              label: <EntryHead entry={entry} current={entry.visitId === currentVisitId} />,
              children: <EntryBody entry={entry} />,
            }))}
          />
        </div>
      )}
      {line.older && (
        <Button block style={{ marginTop: 8 }} loading={line.isLoadingOlder} onClick={line.older}>
          {t('patients.timeline.older')}
        </Button>
      )}
    </>
  );
}

const keyOf = (entry: TimelineEntry | undefined): string => `${entry?.visitId}${entry?.visit ? '' : entry?.at}`;

/** Up and down go from entry to entry; Enter opens, as on any header. */
function walkHeaders(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const headers = [...event.currentTarget.querySelectorAll<HTMLElement>('.ant-collapse-header')];
  const at = headers.indexOf(event.target as HTMLElement);
  if (at < 0) return;
  event.preventDefault();
  headers[at + (event.key === 'ArrowDown' ? 1 : -1)]?.focus();
}

interface FailedProps {
  readonly title: string;
  readonly error: Error | null;
  readonly onAgain: () => void;
}

/** A part that failed says so by name: an empty line would read as "nothing happened". */
function FailedPart({ title, error, onAgain }: FailedProps) {
  return (
    <Alert
      type="error"
      showIcon
      style={{ marginBottom: 8 }}
      title={title}
      description={<ErrorNotice error={error} onAgain={onAgain} />}
    />
  );
}

function EntryHead({ entry, current }: { readonly entry: TimelineEntry; readonly current: boolean }) {
  const t = useText();
  const { visit, notes } = entry;
  const { diagnoses, complaint } = headlineOf(entry);
  return (
    <div>
      <Flex gap={8} align="center">
        <b className="xl-num">{dayjs(entry.at).format('YYYY-MM-DD HH:mm')}</b>
        {visit ? <VisitWords visit={visit} /> : <span>{notes[0]?.doctorName}</span>}
        {current && <Tag color="green">{t('patients.timeline.current')}</Tag>}
        {notes.some(({ state }) => state === 'void') && <Tag color="red">{t('patients.timeline.voided')}</Tag>}
      </Flex>
      <div>
        {diagnoses.length > 0 ? (
          <b>{diagnoses.join('；')}</b>
        ) : (
          <span className="xl-dim">{t('patients.timeline.no-diagnosis')}</span>
        )}
        {complaint && <span className="xl-dim"> · {complaint}</span>}
      </div>
    </div>
  );
}

function VisitWords({ visit }: { readonly visit: VisitSummary }) {
  const t = useText();
  return (
    <>
      <span>{visit.departmentName}</span>
      <span>{visit.doctorName}</span>
      <span className="xl-dim">{t(visit.firstVisit ? 'patients.timeline.first' : 'patients.timeline.return')}</span>
      {visit.emergency && <Tag color="red">{t('patients.timeline.emergency')}</Tag>}
      <Tag color={stateColour[visit.state]}>{t(`patients.visit-state.${visit.state}`)}</Tag>
      <span className="xl-num xl-dim xl-end">{visit.number}</span>
    </>
  );
}

/** Each part asks for itself when the entry is opened; one that the reader may not see is not there. */
function EntryBody({ entry }: { readonly entry: TimelineEntry }) {
  const t = useText();
  const { permissions } = useMe();
  const { visitId, visit, notes } = entry;
  return (
    <Flex vertical gap={8}>
      {visit && <FindingsOfVisit visitId={visitId} />}
      {notes.map((note) => (
        <section key={note.noteId}>
          <Flex gap={8} align="center">
            <b>{t('patients.timeline.note')}</b>
            <span className="xl-dim">
              {note.doctorName} {dayjs(note.signedAt).format('YYYY-MM-DD HH:mm')}
            </span>
            {note.amended && <Tag color="orange">{t('patients.timeline.amended')}</Tag>}
            {note.state === 'void' && <Tag color="red">{t('patients.timeline.voided')}</Tag>}
          </Flex>
          <NoteText content={note.content} />
        </section>
      ))}
      {'prescriptions.read' in permissions && <PrescriptionsOfVisit visitId={visitId} />}
      {'dispensing.view' in permissions && <DispensingOfVisit visitId={visitId} />}
      {'charging.view' in permissions && <SettlementsOfVisit visitId={visitId} />}
    </Flex>
  );
}
