import { Input } from 'antd';
import { useId } from 'react';
import { type NoteOnScreen, sections } from './note-model.ts';
import { useText } from './text.ts';

interface SectionFieldsProps {
  readonly note: NoteOnScreen;
  readonly required?: readonly string[];
  /** `sections.plan` and the like: what still stands against signing. */
  readonly missing?: ReadonlySet<string>;
  readonly onChange: (note: NoteOnScreen) => void;
}

/** The sections of a note as fields, in the order of the paper. */
export function SectionFields({ note, required = [], missing, onChange }: SectionFieldsProps) {
  const t = useText();
  const prefix = useId();
  return sections.map(({ name, rows }, index) => (
    <div key={name} className="xl-note-line">
      <label
        htmlFor={`${prefix}${name}`}
        className={missing?.has(`sections.${name}`) ? 'xl-note-name xl-note-missing' : 'xl-note-name'}
      >
        {t(`emr.section.${name}`)}
        {required.includes(name) && <b title={t('emr.required')}>*</b>}
      </label>
      <Input.TextArea
        id={`${prefix}${name}`}
        autoFocus={index === 0}
        autoSize={{ minRows: rows, maxRows: 8 }}
        maxLength={name === 'chiefComplaint' ? 200 : 2000}
        value={note.sections[name] ?? ''}
        onChange={({ target }) => onChange({ ...note, sections: { ...note.sections, [name]: target.value } })}
      />
    </div>
  ));
}
