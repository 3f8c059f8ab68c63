import type { OutputOf } from '@xinglin/kernel/operation';
import { deskNote, signNote } from '@xinglin/server/contract/emr';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { useKeys } from '@xinglin/ui/keys';
import { Alert, App, Button, Card, Flex, Radio, Skeleton, Tag } from 'antd';
import { useCallback, useState } from 'react';
import { useAct, useAsk } from '../../server-api.ts';
import { DiagnosesPart } from './diagnoses-part.tsx';
import { FollowUpPart } from './follow-up-part.tsx';
import { continued, type NoteOnScreen, toSend } from './note-model.ts';
import { SectionFields } from './section-fields.tsx';
import { SignedNotePart } from './signed-note-part.tsx';
import { useText } from './text.ts';
import { useNoteDraft } from './use-note-draft.ts';

type Desk = OutputOf<typeof deskNote>;

/** The note of one visit: written while the doctor may write, read afterwards. */
export function NotePart({ visitId }: { readonly visitId: string }) {
  const t = useText();
  const desk = useAsk(deskNote, { visitId }, { refetchOnWindowFocus: false });
  if (desk.error) return <ErrorNotice error={desk.error} onAgain={() => void desk.refetch()} />;
  if (!desk.data) return <Skeleton active />;
  if (desk.data.note?.state === 'signed') return <SignedNotePart visitId={visitId} desk={desk.data} />;
  if (!desk.data.writable) return <Alert type="info" showIcon title={t('emr.not-writable')} />;
  return <Writing key={visitId} visitId={visitId} desk={desk.data} onLoadAgain={() => void desk.refetch()} />;
}

interface WritingProps {
  readonly visitId: string;
  readonly desk: Desk;
  readonly onLoadAgain: () => void;
}

function Writing({ visitId, desk, onLoadAgain }: WritingProps) {
  const t = useText();
  const { message } = App.useApp();
  const [missing, setMissing] = useState(desk.missing);
  const draft = useNoteDraft(
    visitId,
    desk,
    useCallback((found: Desk['missing']) => setMissing(found), []),
  );
  const { note, change } = draft;
  const sign = useAct(signNote, {
    refreshes: ['emr.', 'visits.'],
    onDone: () => {
      localStorage.removeItem(`xinglin.note.${visitId}`);
      void message.success(t('emr.signed'));
    },
  });
  const signNow = async () => {
    if (sign.isPending || !(await draft.save())) return;
    sign.mutate({ visitId, version: draft.version.current, content: toSend(note) });
  };
  const earlier = desk.earlier[0];
  useKeys([
    { keys: 'F8', label: t('emr.sign'), run: () => void signNow() },
    {
      keys: 'Alt+R',
      label: t('emr.continue'),
      disabled: !earlier,
      run: () => earlier && change(continued(note, earlier.content)),
    },
  ]);
  const required = desk.required[note.visitType];
  const missingPaths = new Set(missing.map(({ path }) => path.replace(/^content\./, '')));
  return (
    <Card
      size="small"
      title={t('emr.title')}
      extra={
        <Flex gap={8} align="center">
          <SaveMark state={draft.state} />
          <Radio.Group
            value={note.visitType}
            onChange={({ target }) => change({ ...note, visitType: target.value as NoteOnScreen['visitType'] })}
            options={[
              { value: 'first', label: t('emr.first') },
              { value: 'return', label: t('emr.return') },
            ]}
          />
          {earlier && <Button onClick={() => change(continued(note, earlier.content))}>{t('emr.continue')}</Button>}
          <Button type="primary" loading={sign.isPending} onClick={() => void signNow()}>
            {t('emr.sign')}
          </Button>
        </Flex>
      }
    >
      {desk.bloodPressureDue && <Alert type="warning" showIcon title={t('emr.blood-pressure-due')} />}
      {draft.state === 'overtaken' && (
        <Alert
          type="warning"
          showIcon
          title={t('emr.overtaken')}
          action={<Button onClick={onLoadAgain}>{t('emr.load-newer')}</Button>}
        />
      )}
      <ErrorNotice error={sign.error ?? (draft.state === 'failed' ? draft.error : undefined)} />
      <SectionFields note={note} required={required} missing={missingPaths} onChange={change} />
      <DiagnosesPart note={note} missing={missingPaths.has('diagnoses')} onChange={change} />
      <FollowUpPart note={note} onChange={change} />
    </Card>
  );
}

const markColour = { saved: 'green', changed: 'default', saving: 'blue', failed: 'red', overtaken: 'orange' } as const;

function SaveMark({ state }: { readonly state: keyof typeof markColour }) {
  const t = useText();
  return <Tag color={markColour[state]}>{t(`emr.save.${state}`)}</Tag>;
}
