import { type CommandReference, commands, type Option, options } from './options.ts';

const all: readonly Option[] = Object.values(options);
const usage = ({ flag, value }: Option): string => (value === undefined ? flag : `${flag} <${value}>`);

/** What `--help` of the server prints. */
export const helpText = (): string => helpFor('npm start', [], all);

/** What `--help` of a command prints. */
export const commandHelp = ({ script, options: names, description }: CommandReference): string =>
  helpFor(
    `npm run ${script}`,
    [description.zh, description.en, ''],
    names.map((name) => options[name]),
  );

function helpFor(program: string, about: readonly string[], listed: readonly Option[]): string {
  const blocks = listed.map((option) => {
    const fallback = option.fallback === undefined ? '' : `  [${option.fallback}]`;
    return `  ${usage(option)}  (${option.env})${fallback}\n      ${option.description.zh}\n      ${option.description.en}`;
  });
  return [
    '杏林 Xinglin',
    '',
    ...about,
    `用法 Usage: ${program} -- [选项 options]`,
    '命令行优先于环境变量。 Flags win over the environment.',
    '',
    ...blocks,
    '  --help\n      显示本说明\n      Shows this text.',
    '',
  ].join('\n');
}

const cell = (text: string): string => text.replaceAll('|', '\\|');

/** The page `docs/configuration.md`. */
export function referencePage(): string {
  const rows = all.map(
    (option) =>
      `| \`${cell(usage(option))}\` | \`${option.env}\` | ${option.fallback === undefined ? '—' : `\`${option.fallback}\``} | ${option.description.zh}<br>${option.description.en} |`,
  );
  return [
    '# 配置 Configuration',
    '',
    '<!-- Made by `npm run docs` from apps/server/src/platform/config/options.ts; a test keeps it up to date. -->',
    '',
    '选项写在命令行（`npm start -- --port 8081`）或环境变量中；命令行优先。值不正确时程序拒绝启动，并指出是哪一项。',
    '',
    'Options are given as flags (`npm start -- --port 8081`) or in the environment; flags win. With a bad value the program refuses to start and names the option.',
    '',
    '| 选项 Flag | 环境变量 Environment | 默认 Default | 说明 Meaning |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    '## 命令 Commands',
    '',
    '服务器运行与否均可执行；使用与服务器相同的数据目录、密钥文件和数据库选项，并以同一操作系统用户执行。',
    '',
    'These work whether or not the server is running. Give them the same data folder, key file and database as the server, and run them as the same user of the operating system.',
    '',
    '| 命令 Command | 选项 Options | 说明 Meaning |',
    '| --- | --- | --- |',
    ...Object.values(commands).map(commandRow),
    '',
  ].join('\n');
}

function commandRow({ script, options: names, description }: CommandReference): string {
  const flags = names.map((name) => `\`${options[name].flag}\``).join(', ');
  return `| \`npm run ${script}\` | ${flags} | ${description.zh}<br>${description.en} |`;
}
