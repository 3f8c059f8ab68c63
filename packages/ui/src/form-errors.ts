import { ApiError } from '@xinglin/kernel/client';
import type { FormInstance } from 'antd';
import { currentLanguage } from './texts.ts';

/**
 * Puts the server's field issues under the fields they name. `prefix` strips the part of the path that the form
 * does not have. @returns whether every issue found its field; if not, the whole error must be shown as well.
 */
export function showFieldErrors(form: FormInstance, error: unknown, prefix = ''): boolean {
  if (!(error instanceof ApiError) || error.fields.length === 0) return false;
  const names = new Set(Object.keys(form.getFieldsValue(true) as object));
  let all = true;
  for (const { path, message } of error.fields) {
    const name = (path.startsWith(prefix) ? path.slice(prefix.length) : path).split('.');
    if (!names.has(name[0] ?? '')) all = false;
    form.setFields([{ name, errors: [currentLanguage() === 'en' ? message.en : message.zh] }]);
  }
  return all;
}
