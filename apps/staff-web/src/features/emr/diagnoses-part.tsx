import { CloseOutlined } from '@ant-design/icons';
import { keepPreviousData } from '@tanstack/react-query';
import { searchDiagnoses } from '@xinglin/server/contract/terminology';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { useKeys } from '@xinglin/ui/keys';
import { Button, Flex, Input, Select, type SelectProps, Tag } from 'antd';
import { type ComponentRef, type RefObject, useDeferredValue, useRef, useState } from 'react';
import { useAsk } from '../../server-api.ts';
import { type DraftDiagnosis, type NoteOnScreen, withDiagnosis, withMain, withoutDiagnosis } from './note-model.ts';
import { useText } from './text.ts';

interface DiagnosesProps {
  readonly note: NoteOnScreen;
  readonly missing: boolean;
  readonly onChange: (note: NoteOnScreen) => void;
}

/** Diagnoses: found by any letters of them, one of them the main one. */
export function DiagnosesPart({ note, missing, onChange }: DiagnosesProps) {
  const t = useText();
  const box = useRef<ComponentRef<typeof Select>>(null);
  useKeys([{ keys: 'Alt+D', label: t('emr.diagnoses'), run: () => box.current?.focus() }]);
  return (
    <div className="xl-note-line">
      <span className={missing ? 'xl-note-name xl-note-missing' : 'xl-note-name'}>
        {t('emr.diagnoses')}
        <b title={t('emr.required')}>*</b>
      </span>
      <Flex vertical gap={4}>
        {note.diagnoses.map((known) => (
          <DiagnosisLine key={known.code} known={known} note={note} onChange={onChange} />
        ))}
        <DiagnosisSearch box={box} onChoose={(code, display) => onChange(withDiagnosis(note, code, display))} />
      </Flex>
    </div>
  );
}

interface LineProps {
  readonly known: DraftDiagnosis;
  readonly note: NoteOnScreen;
  readonly onChange: (note: NoteOnScreen) => void;
}

function DiagnosisLine({ known, note, onChange }: LineProps) {
  const t = useText();
  const change = (part: Partial<DraftDiagnosis>) =>
    onChange({
      ...note,
      diagnoses: note.diagnoses.map((one) => (one.code === known.code ? { ...one, ...part } : one)),
    });
  return (
    <div>
      <Flex gap={6} align="center">
        <Button
          size="small"
          type={known.isMain ? 'primary' : 'default'}
          onClick={() => onChange(withMain(note, known.code))}
        >
          {known.isMain ? t('emr.main') : t('emr.other')}
        </Button>
        <span style={{ flex: 1 }}>
          {known.display} <span className="xl-num xl-dim">{known.code}</span>
        </span>
        <Button
          size="small"
          type="text"
          danger
          tabIndex={-1}
          aria-label={t('emr.remove')}
          icon={<CloseOutlined />}
          onClick={() => onChange(withoutDiagnosis(note, known.code))}
        />
      </Flex>
      <Flex gap={6} align="center">
        <Input
          variant="filled"
          maxLength={100}
          aria-label={t('emr.words')}
          placeholder={t('emr.words')}
          value={known.words ?? ''}
          onChange={({ target }) => change({ words: target.value })}
        />
        <Tag.CheckableTag
          checked={known.certainty === 'suspected'}
          onChange={(suspected) => change({ certainty: suspected ? 'suspected' : 'confirmed' })}
        >
          {t('emr.suspected')}
        </Tag.CheckableTag>
      </Flex>
    </div>
  );
}

interface SearchProps {
  readonly box: RefObject<ComponentRef<typeof Select> | null>;
  readonly onChoose: (code: string, display: string) => void;
}

function DiagnosisSearch({ box, onChoose }: SearchProps) {
  const t = useText();
  const [typed, setTyped] = useState('');
  const q = useDeferredValue(typed.trim());
  const found = useAsk(searchDiagnoses, { q, limit: 15 }, { placeholderData: keepPreviousData, staleTime: 60_000 });
  const list = (found.data?.diagnoses ?? []).filter(({ retired }) => !retired);
  const options: SelectProps['options'] = list.map(({ code, display, matched, notifiable }) => ({
    value: code,
    label: (
      <Flex gap={8}>
        <span className="xl-num xl-dim" style={{ width: 92 }}>
          {code}
        </span>
        <span style={{ flex: 1 }}>
          {display}
          {matched !== display && matched !== code && <span className="xl-dim">（{matched}）</span>}
        </span>
        {notifiable && <Tag color="red">{t('emr.notifiable')}</Tag>}
      </Flex>
    ),
  }));
  return (
    <>
      <ErrorNotice error={found.error} />
      <Select
        ref={box as never}
        value={null}
        placeholder={t('emr.find-diagnosis')}
        style={{ width: '100%' }}
        showSearch={{ filterOption: false, searchValue: typed, onSearch: setTyped }}
        defaultActiveFirstOption
        notFoundContent={found.isFetching ? null : t('emr.no-diagnosis')}
        options={options}
        onSelect={(code: string | null) => {
          const chosen = list.find((one) => one.code === code);
          if (chosen) onChoose(chosen.code, chosen.display);
          setTyped('');
        }}
      />
    </>
  );
}
