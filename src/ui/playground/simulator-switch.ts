import { fill, h } from '../shared/element.js';

/** Lets the bots of the demo play, or pauses them. */
export function simulatorSwitch(isRunning: boolean): HTMLElement {
  let running = isRunning;
  const button = h('button', { type: 'button', class: 'chip-button', id: 'bots' });
  const draw = () => {
    fill(button, running ? '❚❚' : '▶', h('span', {}, running ? ' Pause bots' : ' Start bots'));
    button.setAttribute('aria-label', running ? 'Pause bots' : 'Start bots');
    button.setAttribute('aria-pressed', String(!running));
  };
  button.addEventListener('click', async () => {
    const response = await fetch('/playground/simulator', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ running: !running }),
    });
    if (!response.ok) return;
    running = !running;
    draw();
  });
  draw();
  return button;
}
