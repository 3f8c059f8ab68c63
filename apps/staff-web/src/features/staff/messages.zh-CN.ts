export const zh = {
  'staff.house': '系统',
  'staff.choose': '选择人员',
  'staff.choice': '{name}（{code}）',
  'staff.choice-left': '{name}（{code}，已离岗）',
  'staff.nobody-found': '没有找到',
  'staff.list-failed': '人员列表未能读取',
} as const;
