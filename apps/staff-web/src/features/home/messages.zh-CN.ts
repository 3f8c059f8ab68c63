export const zh = {
  'home.hello': '您好，{name}',
  'home.whole-institution': '全院',
  'home.no-place': '此账号还没有分配岗位，请联系安全管理员',
} as const;
