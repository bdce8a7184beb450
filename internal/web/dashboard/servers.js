// Counting servers.
import { nameOf, objects, value } from './live.js';

// serversOf counts the servers of a backend by their state, or those of all backends.
export function serversOf(proxy) {
  const all = objects('S').filter(k => !proxy || nameOf(k).startsWith(proxy + '/'));
  const n = { up: 0, down: 0, other: 0, all: all.length, slow: 0 };
  for (const k of all) {
    const status = value(k, 'status') ?? '';
    n[/^(UP|no)/.test(status) ? 'up' : status.startsWith('DOWN') ? 'down' : 'other']++;
    if (value(k, 'slow')) n.slow++;
  }
  return n;
}
