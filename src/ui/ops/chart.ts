import { h } from '../shared/element.js';
import { number } from '../shared/format.js';

const POINTS = 90;
const WIDTH = 300;
const HEIGHT = 64;
const svgNamespace = 'http://www.w3.org/2000/svg';

/** A number over the last minutes, as a line with gaps where it was not known. */
export interface Chart {
  readonly root: HTMLElement;
  add(value: number | undefined): void;
}

export interface ChartOptions {
  readonly unit: string;
  /** How far apart the values are that will be added. */
  readonly everyMs: number;
}

export function createChart(title: string, { unit, everyMs }: ChartOptions): Chart {
  const values: (number | undefined)[] = [];
  const now = h('strong', {}, '–');
  const most = h('span');
  const span = `last ${Math.round((POINTS * everyMs) / 60_000)} min`;
  const [line, area] = [path(''), path('area')];
  const svg = document.createElementNS(svgNamespace, 'svg');
  svg.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('role', 'img');
  svg.append(area, line);
  const root = h(
    'div',
    { class: 'chart' },
    h('div', { class: 'chart-head' }, h('span', {}, title), now),
    svg,
    h('small', { class: 'chart-foot' }, most, h('span', {}, span)),
  );

  return {
    root,
    add(value) {
      values.push(value);
      if (values.length > POINTS) values.shift();
      const known = values.filter((each) => each !== undefined);
      const runs = runsOf(values, Math.max(1, ...known));
      line.setAttribute('d', runs.map((run) => `M${run.map(text).join(' L')}`).join(' '));
      area.setAttribute('d', runs.map(closed).join(' '));
      now.textContent = value === undefined ? '–' : `${number(round(value))} ${unit}`.trim();
      most.textContent =
        known.length === 0 ? 'nothing yet' : `highest ${number(round(Math.max(...known)))} ${unit}`;
      svg.setAttribute('aria-label', `${title}: ${now.textContent}`);
    },
  };
}

type Point = readonly [x: number, y: number];

/** The newest value at the right edge; a new line after every gap. */
function runsOf(values: readonly (number | undefined)[], top: number): Point[][] {
  const runs: Point[][] = [];
  let isGap = true;
  for (const [index, value] of values.entries()) {
    if (value !== undefined) {
      if (isGap) runs.push([]);
      const x = ((index + POINTS - values.length) / (POINTS - 1)) * WIDTH;
      runs.at(-1)?.push([x, HEIGHT - 4 - (value / top) * (HEIGHT - 10)]);
    }
    isGap = value === undefined;
  }
  return runs;
}

const text = ([x, y]: Point): string => `${x},${y}`;

const closed = (run: readonly Point[]): string =>
  `M${run[0]?.[0]},${HEIGHT} L${run.map(text).join(' L')} L${run.at(-1)?.[0]},${HEIGHT} Z`;

function path(name: string): SVGPathElement {
  const element = document.createElementNS(svgNamespace, 'path');
  if (name) element.setAttribute('class', name);
  return element;
}

const round = (value: number): number => (value < 10 ? Math.round(value * 10) / 10 : Math.round(value));
