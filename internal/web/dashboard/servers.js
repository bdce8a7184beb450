// Counting servers.
import { objects, value } from './live.js';

// serversOf counts the servers of a backend by their state, or those of all backends. The gateway counts them: where there
// are many, the stream does not show each of them to everybody.
export function serversOf(proxy) {
  const n = { up: 0, down: 0, other: 0, all: 0, slow: 0 };
  for (const k of proxy ? [`B ${proxy}`] : objects('B')) {
    n.all += value(k, 'servers'); n.up += value(k, 'up'); n.down += value(k, 'down'); n.slow += value(k, 'slow');
  }
  n.other = n.all - n.up - n.down;
  return n;
}
