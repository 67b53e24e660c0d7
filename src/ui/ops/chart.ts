import { h } from '../shared/element.js';
import { number } from '../shared/format.js';

const POINTS = 90;
const WIDTH = 300;
const HEIGHT = 64;
const svgNamespace = 'http://www.w3.org/2000/svg';

/** A number over the last minutes, as a line. */
export interface Chart {
  readonly root: HTMLElement;
  add(value: number | undefined): void;
}

export function createChart(title: string, unit: string): Chart {
  const values: number[] = [];
  const now = h('strong', {}, '–');
  const most = h('small', {}, '');
  const [line, area] = [
    document.createElementNS(svgNamespace, 'path'),
    document.createElementNS(svgNamespace, 'path'),
  ];
  const svg = document.createElementNS(svgNamespace, 'svg');
  svg.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('role', 'img');
  area.setAttribute('class', 'area');
  svg.append(area, line);
  const root = h(
    'div',
    { class: 'chart' },
    h('div', { class: 'chart-head' }, h('span', {}, title), now),
    svg,
    most,
  );

  return {
    root,
    add(value) {
      values.push(value ?? values.at(-1) ?? 0);
      if (values.length > POINTS) values.shift();
      const top = Math.max(1, ...values);
      const at = (each: number, index: number) =>
        `${((index + POINTS - values.length) / (POINTS - 1)) * WIDTH},${HEIGHT - 4 - (each / top) * (HEIGHT - 10)}`;
      const points = values.map(at).join(' L');
      const firstX = ((POINTS - values.length) / (POINTS - 1)) * WIDTH;
      line.setAttribute('d', `M${points}`);
      area.setAttribute('d', `M${firstX},${HEIGHT} L${points} L${WIDTH},${HEIGHT} Z`);
      now.textContent = value === undefined ? '–' : `${number(round(value))} ${unit}`.trim();
      most.textContent = `highest ${number(round(top))} ${unit}`;
      svg.setAttribute('aria-label', `${title}: ${now.textContent}`);
    },
  };
}

const round = (value: number): number => (value < 10 ? Math.round(value * 10) / 10 : Math.round(value));
