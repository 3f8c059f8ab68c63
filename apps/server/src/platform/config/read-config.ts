import { join } from 'node:path';
import { StartupError } from '../startup-error.ts';
import { type Config, type Option, type OptionName, options } from './options.ts';

const entries = Object.entries(options) as [OptionName, Option][];

/** 'help' when the person asked for help instead. */
export type Asked = { readonly kind: 'help' } | { readonly kind: 'run'; readonly config: Config };

/**
 * Reads flags and environment.
 * @param args without the program's own name: `process.argv.slice(2)`.
 * @param heeded the options that may be given; all others keep their default, whatever the environment says.
 * @throws StartupError that names every option that is wrong, in both languages.
 */
export function readConfig(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  heeded: readonly OptionName[] = entries.map(([name]) => name),
): Asked {
  if (args.includes('--help') || args.includes('-h')) return { kind: 'help' };
  const problems: StartupError[] = [];
  const given = flagsIn(args, heeded, problems);
  const values: Partial<Record<OptionName, unknown>> = {};
  for (const [name, option] of entries) {
    const fromFlag = given.get(name);
    const fromEnv = env[option.env] === '' || !heeded.includes(name) ? undefined : env[option.env];
    const text = fromFlag ?? fromEnv ?? option.fallback;
    const result = option.shape.safeParse(text);
    if (result.success) values[name] = result.data;
    else problems.push(badValue(fromFlag === undefined ? option.env : option.flag, text ?? '', option));
  }
  const config = values as unknown as Config;
  if (problems.length === 0) problems.push(...TOGETHER.flatMap((pair) => halfOf(pair, config)));
  if (problems.length > 0) throw together(problems);
  return { kind: 'run', config: { ...config, keyFile: config.keyFile ?? join(config.data, 'keys', 'master.json') } };
}

/** One of these means nothing without the other. */
const TOGETHER: readonly (readonly [OptionName, OptionName])[] = [
  ['tlsCert', 'tlsKey'],
  ['cardProviderUrl', 'cardProviderSecret'],
];

function halfOf([one, other]: readonly [OptionName, OptionName], config: Config): StartupError[] {
  if ((config[one] === undefined) === (config[other] === undefined)) return [];
  const [a, b] = [options[one].flag, options[other].flag];
  return [new StartupError({ zh: `${a} 和 ${b} 须同时给出`, en: `${a} and ${b} must be given together` })];
}

/** `--port 8081` and `--port=8081` mean the same; a switch stands alone. */
function flagsIn(
  args: readonly string[],
  heeded: readonly OptionName[],
  problems: StartupError[],
): Map<OptionName, string> {
  const given = new Map<OptionName, string>();
  for (let index = 0; index < args.length; index++) {
    const word = args[index] ?? '';
    const [flag, ...rest] = word.split('=');
    const found = entries.find(([name, option]) => option.flag === flag && heeded.includes(name));
    if (!found) {
      problems.push(
        new StartupError({
          zh: `未知的选项 ${word}（--help 列出全部选项）`,
          en: `Unknown option ${word} (see --help)`,
        }),
      );
      continue;
    }
    const [name, option] = found;
    if (rest.length > 0) given.set(name, rest.join('='));
    else if (option.value === undefined) given.set(name, 'true');
    else given.set(name, args[++index] ?? '');
  }
  return given;
}

/** Their values are not repeated: they are, or hold, a password. */
const SECRET = /database.url|secret|token/i;

function badValue(place: string, text: string, { value, description }: Option): StartupError {
  const shown = SECRET.test(place) ? '' : ` “${text}”`;
  const wanted = value ?? 'true|false';
  return new StartupError({
    zh: `选项 ${place} 的值${shown}不正确，应为 <${wanted}>：${description.zh}`,
    en: `The value${shown} of ${place} is not valid; it must be <${wanted}>: ${description.en}`,
  });
}

const together = (problems: readonly StartupError[]): StartupError =>
  new StartupError({
    zh: problems.map(({ text }) => text.zh).join('\n'),
    en: problems.map(({ text }) => text.en).join('\n'),
  });
