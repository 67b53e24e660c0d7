import { type Figure, type Figures, median } from './figures.js';

const width = [46, 30, 30, 16, 0];

/** One table for all scenarios: medians with their ranges, ratios, and whether what is promised held. */
export function renderReport({ rows, invalid }: Figures): string {
  const lines: string[] = [];
  let scenario = '';
  for (const row of rows) {
    if (row.scenario !== scenario) {
      scenario = row.scenario;
      lines.push('', line([scenario, 'ours', 'peer', 'ratio (worst)', 'promise']));
    }
    lines.push(
      line([`  ${row.name}, ${row.unit}`, range(row.ours), range(row.peer), ratios(row), verdict(row)]),
    );
  }
  if (invalid.length > 0)
    lines.push('', 'INVALID runs, left out of the table:', ...invalid.map((run) => `  ${run}`));
  return `${lines.join('\n')}\n`;
}

/** The same as one line of JSON. */
export const renderJson = ({ rows, invalid }: Figures): string =>
  `${JSON.stringify({ at: Date.now(), rows, invalid })}\n`;

/** Ratio of the medians, and of the pair of repeats that looks worst for us. */
function compare({ ours, peer }: Figure): { ofMedians: number; worst: number } | undefined {
  if (ours.length === 0 || peer.length === 0) return undefined;
  const pairs = ours.flatMap((value, repeat) => {
    const other = peer[repeat];
    return other === undefined ? [] : [value / other];
  });
  return { ofMedians: median(ours) / median(peer), worst: Math.max(...pairs) };
}

function verdict(row: Figure): string {
  const { ratio, most, ours, peer } = row;
  if (ours.length === 0) return '';
  const found = compare(row);
  if (most !== undefined) return `<= ${most} ${judge(median(ours) <= most, Math.max(...ours) <= most)}`;
  if (!found) return '';
  if (ratio !== undefined) return `<= ${ratio} ${judge(found.ofMedians <= ratio, found.worst <= ratio)}`;
  const apart = Math.max(...ours) < Math.min(...peer) || Math.max(...peer) < Math.min(...ours);
  return apart ? 'ranges apart' : 'ranges overlap';
}

const judge = (median: boolean, worst: boolean) =>
  worst && median ? 'HOLDS' : median ? 'holds by median only' : 'MISSES';

function ratios(row: Figure): string {
  const found = compare(row);
  return found ? `${found.ofMedians.toFixed(2)} (${found.worst.toFixed(2)})` : '';
}

function range(values: readonly number[]): string {
  if (values.length === 0) return '-';
  return `${short(median(values))} [${short(Math.min(...values))}..${short(Math.max(...values))}]`;
}

const short = (value: number) =>
  Math.abs(value) >= 1000 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);

const line = (cells: readonly string[]) =>
  cells
    .map((cell, at) => cell.padEnd(width[at] ?? 0))
    .join(' ')
    .trimEnd();
