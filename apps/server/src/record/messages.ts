import type { Messages } from '@xinglin/kernel/messages';

/** Texts of the record store's refusals; `{…}` are filled from the error's facts. */
export const messages = {
  'record.invalid-resource': {
    zh: '资源不符合 FHIR R4，共 {count} 处错误',
    en: 'The resource does not follow FHIR R4; faults: {count}.',
  },
  'record.not-a-resource': { zh: '不是一个资源（应为 JSON 对象）', en: 'Not a resource: a JSON object is expected.' },
  'record.unknown-type': { zh: '不支持的资源类型', en: 'This resource type is not held here.' },
  'record.too-deep': { zh: '嵌套过深', en: 'Nested too deeply.' },
  'record.too-large': { zh: '资源过大', en: 'The resource is too large.' },
  'record.too-many-codes': { zh: '资源中可检索的内容过多', en: 'The resource holds too many searchable values.' },
  'record.empty': { zh: '不能为空', en: 'May not be empty.' },
  'record.missing': { zh: '缺少必需的元素', en: 'A required element is missing.' },
  'record.several-forms': { zh: '该元素只能出现一种形式', en: 'Only one form of this element may be present.' },
  'record.unknown-property': { zh: 'FHIR R4 中没有该元素', en: 'FHIR R4 has no such element here.' },
  'record.must-be-list': { zh: '须为数组', en: 'Must be a list.' },
  'record.must-not-be-list': { zh: '不能为数组', en: 'May not be a list.' },
  'record.wrong-type': { zh: '类型不正确，应为 {expected}', en: 'Wrong type; expected {expected}.' },
  'record.bad-format': { zh: '格式不正确，应为 {expected}', en: 'Not a valid {expected}.' },
  'record.code-not-allowed': {
    zh: '代码不在值集 {list} 中，可用：{allowed}',
    en: 'Not a code of the value set {list}. Allowed: {allowed}.',
  },
  'record.wrong-target': { zh: '引用的类型不正确，应为 {allowed}', en: 'May only refer to {allowed}.' },
  'record.reference-missing': { zh: '引用的 {type} 不存在', en: 'The {type} referred to does not exist.' },
  'record.twice-in-batch': { zh: '同一资源在一批中出现两次', en: 'The same resource appears twice in one batch.' },
  'record.batch-too-large': { zh: '一批最多 {max} 个资源', en: 'A batch may hold at most {max} resources.' },
  'record.version-conflict': {
    zh: '{type} 已被他人更新，请刷新后重试',
    en: 'The {type} has been changed by somebody else; read it again.',
  },
  'record.created-meanwhile': {
    zh: '该资源刚刚已由他人创建，请重试',
    en: 'The resource was created by somebody else in the meantime; try again.',
  },
  'record.not-found': { zh: '{type} 不存在', en: 'No such {type}.' },
  'record.version-not-found': { zh: '{type} 没有该版本', en: 'The {type} has no such version.' },
  'record.deleted': { zh: '{type} 已删除', en: 'The {type} has been deleted.' },
  'record.search-unknown': {
    zh: '不支持的检索参数：{parameter}',
    en: 'The search parameter {parameter} is not supported.',
  },
  'record.search-invalid': { zh: '检索条件有误', en: 'The search is not valid.' },
  'record.search-value': { zh: '检索参数 {parameter} 的值不正确', en: 'The value of {parameter} cannot be read.' },
  'record.search-modifier': {
    zh: '检索参数 {parameter} 不支持修饰符 :{modifier}',
    en: 'The parameter {parameter} does not take the modifier :{modifier}.',
  },
  'record.search-chained': {
    zh: '尚不支持链式检索（{parameter}）',
    en: 'Chained searches ({parameter}) are not supported.',
  },
  'record.search-too-many': {
    zh: '检索参数 {parameter} 的取值过多（最多 {max} 个）',
    en: 'The parameter {parameter} has too many values (at most {max}).',
  },
  'record.sort-unknown': { zh: '不能按 {parameter} 排序', en: 'Cannot sort by {parameter}.' },
  'record.sort-too-large': {
    zh: '结果超过 {max} 条，不能按 {parameter} 排序，请缩小范围（例如指定患者）',
    en: 'More than {max} matches cannot be sorted by {parameter}; narrow the search, for instance to one patient.',
  },
  'record.total-too-large': {
    zh: '结果过多，无法精确计数，请缩小范围',
    en: 'Too many matches to count exactly; narrow the search.',
  },
  'record.page-invalid': { zh: '翻页链接无效或已过期', en: 'The link to the page is not valid.' },
  'record.include-unknown': { zh: '不支持的 _include：{value}', en: 'The _include {value} is not supported.' },
  'record.include-too-large': {
    zh: '_include 的资源过多（最多 {max} 个）',
    en: 'Too many included resources (at most {max}); ask for a smaller page.',
  },
  'record.not-in-compartment': {
    zh: '{type} 不属于患者的个人档案范围',
    en: '{type} is not part of a patient compartment.',
  },
  'record.write-refused': {
    zh: '此接口只读；{type} 请通过业务操作写入：{operations}',
    en: 'This interface is read-only. {type} is written by: {operations}.',
  },
  'record.write-refused-all': {
    zh: '此接口只读；{type} 不能从外部写入',
    en: 'This interface is read-only; {type} cannot be written from outside.',
  },
  'record.interaction-unknown': { zh: '没有该接口', en: 'There is no such interaction.' },
  'record.format-not-acceptable': { zh: '只提供 JSON 格式', en: 'Only the JSON format is served.' },
  'record.body-not-form': {
    zh: '_search 的请求体须为 application/x-www-form-urlencoded',
    en: 'The body of _search must be application/x-www-form-urlencoded.',
  },
} as const satisfies Messages;
