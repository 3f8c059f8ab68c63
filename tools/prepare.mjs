import { prepareBrowser } from './prepare-browser.mjs';
import { prepareDependencies } from './prepare-dependencies.mjs';
import { prepareWeb } from './prepare-web.mjs';

/**
 * Makes everything ready that `npm start` and `npm test` need. Runs under whatever Node (20 or later) the machine has,
 * before anything is installed, and so is plain JavaScript without dependencies. Does nothing when nothing is missing.
 *
 *   node tools/prepare.mjs [--build] [--browser]
 *
 * --build builds the web apps, --browser finds or installs Chromium and a Chinese font.
 */
const wishes = process.argv.slice(2);
try {
  await prepareDependencies();
  if (wishes.includes('--build')) await prepareWeb();
  if (wishes.includes('--browser')) await prepareBrowser();
} catch (error) {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
