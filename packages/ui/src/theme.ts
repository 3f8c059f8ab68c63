import { type ThemeConfig, theme } from 'antd';

export type ColourMode = 'light' | 'dark';

/**
 * One calm theme for all screens: the green of a pharmacy sign for what acts, apricot for what asks for attention,
 * and dense spacing, because a day at a window is a thousand small readings.
 */
export function themeOf(mode: ColourMode): ThemeConfig {
  const dark = mode === 'dark';
  return {
    cssVar: { prefix: 'xinglin', key: 'xinglin' },
    algorithm: dark ? [theme.darkAlgorithm, theme.compactAlgorithm] : [theme.defaultAlgorithm, theme.compactAlgorithm],
    token: {
      colorPrimary: '#157f6b',
      colorPrimaryBg: dark ? '#1f3d36' : '#e0f0eb',
      colorPrimaryBgHover: dark ? '#27493f' : '#d3e9e2',
      colorInfo: '#2f6f9f',
      colorInfoBg: dark ? '#16232e' : '#edf4fa',
      colorInfoBorder: dark ? '#2b4a63' : '#bdd6ea',
      colorWarning: '#c9701a',
      colorError: '#c8322b',
      colorSuccess: '#2e8b57',
      colorSuccessBg: dark ? '#15271c' : '#edf7f0',
      colorSuccessBorder: dark ? '#2c5a3e' : '#b5dcc3',
      colorLink: dark ? '#4fc0a8' : '#0f6b5a',
      colorBgLayout: dark ? '#121615' : '#f1f4f3',
      borderRadius: 4,
      fontSize: 14,
      fontFamily:
        'system-ui, -apple-system, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "WenQuanYi Zen Hei", sans-serif',
      // Motion costs time at every step of a queue and makes screens hard to test.
      motion: false,
      wireframe: false,
    },
    components: {
      Table: { cellPaddingBlockSM: 4, cellPaddingInlineSM: 8, headerBg: dark ? '#1c2321' : '#eef3f1' },
      Layout: {
        headerBg: dark ? '#17211e' : '#0f4f43',
        headerHeight: 44,
        headerPadding: '0 12px',
        siderBg: dark ? '#151b19' : '#ffffff',
      },
      Menu: { itemSelectedBg: dark ? '#1f3d36' : '#e0f0eb', itemHeight: 32, groupTitleFontSize: 12 },
      Form: { itemMarginBottom: 10, verticalLabelPadding: '0 0 2px' },
      Card: { bodyPaddingSM: 10, headerPaddingSM: 10 },
    },
  };
}
