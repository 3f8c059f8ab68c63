import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { root } from './run-program.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const MAC_PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * The Chromium that browser tests use: `CHROMIUM_PATH`, else one on the PATH.
 * @returns {string | undefined} its full path, undefined when there is none.
 */
export function findBrowser() {
  const named = process.env.CHROMIUM_PATH;
  if (named) return isProgram(named) ? named : undefined;
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const places = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...places, ...downloaded(), ...(process.platform === 'darwin' ? MAC_PLACES : [])].find(isProgram);
}

/** Where `prepare-browser.mjs` puts one when the system has none. */
function downloaded() {
  const folder = join(root, 'node_modules', '.xinglin-browser');
  if (!existsSync(folder)) return [];
  const inside = readdirSync(folder).filter((name) => name.startsWith('chromium-'));
  return inside.flatMap((name) =>
    readdirSync(join(folder, name)).map((system) => join(folder, name, system, 'chrome')),
  );
}

/** @param {string} path */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
