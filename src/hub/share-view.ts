import type { ReadView, View } from './sink.js';

/**
 * Lets those who ask for the same channel while a read is under way share its result. Only for views that are the same for
 * every viewer; a room that fills up then costs a few reads instead of one per member.
 */
export function shareView(readView: ReadView): ReadView {
  const underWay = new Map<string, Promise<View>>();

  return (project, channel, viewer) => {
    const key = `${project}|${channel}`;
    const known = underWay.get(key);
    if (known !== undefined) return known;
    const view = readView(project, channel, viewer).finally(() => underWay.delete(key));
    underWay.set(key, view);
    return view;
  };
}
