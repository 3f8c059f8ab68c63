import type { OutputOf } from '@xinglin/kernel/operation';
import { amendNote, type deskNote, type NoteContent, readNote } from '@xinglin/server/contract/emr';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { useKeys } from '@xinglin/ui/keys';
import { Alert, App, Button, Card, Collapse, Flex, Input, Tag } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { useAct, useAsk } from '../../server-api.ts';
import { DiagnosesPart } from './diagnoses-part.tsx';
import { type NoteOnScreen, onScreen, sections, toSend } from './note-model.ts';
import { SectionFields } from './section-fields.tsx';
import { useText } from './text.ts';

interface SignedNoteProps {
  readonly visitId: string;
  readonly desk: OutputOf<typeof deskNote>;
}

/** A signed note is read; to change it is an amendment with a reason, and the old version stays visible. */
export function SignedNotePart({ visitId, desk }: SignedNoteProps) {
  const t = useText();
  const { message } = App.useApp();
  const [changed, setChanged] = useState<NoteOnScreen>();
  const [reason, setReason] = useState('');
  const history = useAsk(readNote, { visitId });
  const amend = useAct(amendNote, {
    refreshes: ['emr.'],
    onDone: () => {
      setChanged(undefined);
      setReason('');
      void message.success(t('emr.amended'));
    },
  });
  const { note } = desk;
  const begin = () => note && setChanged(onScreen(note.content));
  const save = () =>
    note && changed && amend.mutate({ visitId, version: note.version, content: toSend(changed), reason });
  useKeys(
    changed
      ? [{ keys: 'F8', label: t('emr.amend-save'), run: save }]
      : [{ keys: 'Alt+M', label: t('emr.amend'), run: begin }],
  );
  if (!note) return null;
  return (
    <Card
      size="small"
      title={t('emr.title')}
      extra={
        <Flex gap={8} align="center">
          {note.signature && (
            <Tag color={note.signature.intact ? 'green' : 'red'}>
              {t(note.signature.intact ? 'emr.signed-by' : 'emr.signature-broken', {
                name: note.signature.signerName,
                at: dayjs(note.signature.signedAt).format('MM-DD HH:mm'),
              })}
            </Tag>
          )}
          {note.locked && <Tag>{t('emr.locked')}</Tag>}
          {!changed && <Button onClick={begin}>{t('emr.amend')}</Button>}
        </Flex>
      }
    >
      {changed ? (
        <Flex vertical gap={6}>
          <Alert type="info" showIcon title={t('emr.amend-note')} />
          <SectionFields note={changed} onChange={setChanged} />
          <DiagnosesPart note={changed} missing={false} onChange={setChanged} />
          <Input
            value={reason}
            maxLength={200}
            placeholder={t('emr.amend-reason')}
            onChange={({ target }) => setReason(target.value)}
          />
          <ErrorNotice error={amend.error} />
          <Flex gap={8}>
            <Button type="primary" loading={amend.isPending} onClick={save}>
              {t('emr.amend-save')}
            </Button>
            <Button onClick={() => setChanged(undefined)}>{t('emr.amend-cancel')}</Button>
          </Flex>
        </Flex>
      ) : (
        <NoteText content={note.content} />
      )}
      {(history.data?.versions.length ?? 0) > 1 && (
        <Collapse
          size="small"
          style={{ marginTop: 8 }}
          items={
            history.data?.versions.slice(1).map(({ version, signedAt, signerName, reason: why, content }) => ({
              key: version,
              label: t('emr.version', {
                version,
                name: signerName,
                at: dayjs(signedAt).format('YYYY-MM-DD HH:mm'),
                why: why ?? '',
              }),
              children: <NoteText content={content} />,
            })) ?? []
          }
        />
      )}
    </Card>
  );
}

/** A note as it reads. Sections nobody wrote are left out here, because the paper leaves them out. */
export function NoteText({ content }: { readonly content: NoteContent }) {
  const t = useText();
  return (
    <div className="xl-note">
      {sections.map(
        ({ name }) =>
          content.sections[name] && (
            <div key={name} className="xl-note-line">
              <span className="xl-note-name">{t(`emr.section.${name}`)}</span>
              <span style={{ whiteSpace: 'pre-wrap' }}>{content.sections[name]}</span>
            </div>
          ),
      )}
      <div className="xl-note-line">
        <span className="xl-note-name">{t('emr.diagnoses')}</span>
        <span>
          {content.diagnoses.map(({ code, display, words, isMain, certainty }) => (
            <span key={code} style={{ marginRight: 12 }}>
              {isMain ? <b>{display}</b> : display}
              {words ? `（${words}）` : ''}
              {certainty === 'suspected' ? '？' : ''} <span className="xl-num xl-dim">{code}</span>
            </span>
          ))}
        </span>
      </div>
      {content.followUpOn && (
        <div className="xl-note-line">
          <span className="xl-note-name">{t('emr.follow-up')}</span>
          <span>{content.followUpOn}</span>
        </div>
      )}
    </div>
  );
}
