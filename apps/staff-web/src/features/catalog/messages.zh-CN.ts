export const zh = {
  'catalog.no-drug': '没有找到药品',
} as const;
