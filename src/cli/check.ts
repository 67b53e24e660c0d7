import { readFile } from 'node:fs/promises';
import { BadDefinitions, readProjects } from '../features/definitions/file.js';
import { type CommandContext, CommandFailure, wordAt } from './command.js';
import { linesOf } from './json-lines.js';
import { createPaint } from './paint.js';

/** Checks a definitions file and prints every mistake as `file:line  place: message`. */
export async function check(context: CommandContext): Promise<number> {
  const { terminal } = context;
  const file = wordAt(context, 0, 'which file, e.g. fanfare check definitions.json');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CommandFailure(`${file}: ${error.code === 'ENOENT' ? 'there is no such file' : error.message}`);
  });
  const paint = createPaint(terminal.isColoured);
  try {
    const projects = readProjects(parse(file, text), file);
    const names = projects.map(({ definition }) => definition.id).join(', ');
    terminal.write(`${paint('green', 'fine')}  ${file}: ${names}`);
    return 0;
  } catch (error) {
    if (!(error instanceof BadDefinitions)) throw error;
    const lines = linesOf(text);
    for (const { field, message } of error.faults) {
      terminal.complain(
        `${paint('dim', `${file}:${lineOf(lines, field)}`)}  ${paint('yellow', field)}: ${message}`,
      );
    }
    const count = error.faults.length;
    terminal.complain(paint('red', `${count} ${count === 1 ? 'mistake' : 'mistakes'}`));
    return 1;
  }
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'cannot be read';
    throw new CommandFailure(`${file}  is not JSON: ${reason}`);
  }
}

/** The line of a place, or of the nearest thing around it that is written. */
function lineOf(lines: ReadonlyMap<string, number>, place: string): number {
  for (let shorter = place; shorter !== ''; shorter = shorter.replace(/(\.[^.[]*|\[\d+\]|^[^.[]+)$/, '')) {
    const line = lines.get(shorter);
    if (line !== undefined) return line;
  }
  return 1;
}
