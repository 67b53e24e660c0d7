import dotenv from 'dotenv';
import { type App, createApp } from './app.js';
import { BadConfig, type Config, readConfig } from './config.js';
import { BadDefinitions } from './features/definitions/file.js';
import { welcome } from './welcome.js';

/** A node that has not ended in order by then ends anyway, ms after the signal. */
const PATIENCE_MS = 9_500;
/** The port answers at least this long after the signal, so that balancers see the node go, ms. */
const LAST_ANSWERS_MS = 1_000;

/** What is wrong with the settings or the definitions goes to the operator as one message, without a stack. */
const isOperatorsMistake = (error: unknown): error is Error =>
  error instanceof BadConfig || error instanceof BadDefinitions;

async function main(): Promise<void> {
  dotenv.config({ quiet: true });
  const config: Config = readConfig(process.env);
  const app = await createApp(config);
  endInOrder(app);
  process.stdout.write(`Fanfare listening on ${app.url} (engine: ${app.engine})\n`);
  process.stdout.write(welcome(config, app));
}

function endInOrder(app: App): void {
  let isEnding = false;
  const end = (signal: NodeJS.Signals) => {
    if (isEnding) return;
    isEnding = true;
    app.log.info({ signal }, 'ending in order');
    setTimeout(() => process.exit(1), PATIENCE_MS).unref();
    app.close(LAST_ANSWERS_MS).then(
      () => process.exit(0),
      (error: unknown) => {
        app.log.error({ err: error }, 'did not end in order');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  // A forgotten promise is a defect to be seen, not a reason to drop every player.
  process.on('unhandledRejection', (error) => app.log.error({ err: error }, 'unhandled rejection'));
}

main().catch((error: unknown) => {
  process.stderr.write(
    `${isOperatorsMistake(error) ? error.message : String(error instanceof Error ? error.stack : error)}\n`,
  );
  process.exit(1);
});
