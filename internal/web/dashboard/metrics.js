// The expressions, in one place. A scope is one proxy, or all of a kind.
const q = text => JSON.stringify(text);

// A scope: {kind: 'frontend' | 'backend', proxy}; an empty proxy is all of them.
export const matcher = (s, more = '') => {
  const parts = [s.proxy && `proxy=${q(s.proxy)}`, s.server && `server=${q(s.server)}`, s.operation && `operation=${q(s.operation)}`, more].filter(Boolean);
  return parts.length ? `{${parts.join(',')}}` : '';
};
const family = (s, name, more) => `haproxy_${s.kind}_${name}${matcher(s, more)}`;

export const requests = s => `sum(rate(${family(s, 'http_requests_total')}[$w]))`;
export const byClass = s => `sum by (code) (rate(${family(s, 'http_responses_total')}[$w]))`;
export const classRate = (s, code) => `sum(rate(${family(s, 'http_responses_total', `code=${q(code)}`)}[$w]))`;
export const errorShare = (s, code = '5xx') => `${classRate(s, code)} / (${requests(s)} > 0)`;
export const gauge = (s, name) => `sum(${family(s, name)})`;
export const counted = (s, name) => `sum(rate(${family(s, name)}[$w]))`;
export const saturation = s => `max(${family(s, 'current_sessions')} / (${family(s, 'limit_sessions')} > 0))`;

// Distributions are native histograms in the gateway's own history, and classic ones where a Prometheus scraped text.
export const quantile = (s, share, phase = 'total', by = '') => {
  const name = `${phase}_time_seconds`, group = by ? `sum by (${by}) ` : 'sum';
  const classic = by ? `sum by (le, ${by}) ` : 'sum by (le) ';
  return `histogram_quantile(${share}, ${group}(rate(${family(s, name)}[$w]))) or histogram_quantile(${share}, ${classic}(rate(${family(s, name + '_bucket')}[$w])))`;
};
export const meanTime = (s, phase = 'total') => {
  const n = family(s, `${phase}_time_seconds`), sum = family(s, `${phase}_time_seconds_sum`), count = family(s, `${phase}_time_seconds_count`);
  return `(sum(rate(${sum}[$w])) / sum(rate(${count}[$w]))) or (histogram_sum(sum(rate(${n}[$w]))) / histogram_count(sum(rate(${n}[$w]))))`;
};
// Requests of each step by how long they took.
export const heat = {
  native: s => `sum(rate(${family(s, 'total_time_seconds')}[$w])) * $step`,
  classic: s => `sum by (le) (rate(${family(s, 'total_time_seconds_bucket')}[$w])) * $step`,
};

export const scopeOf = (state, frontends, backends) => {
  const name = state.proxy || '';
  if (!name) return { kind: 'frontend', proxy: '' };
  return { kind: state.side === 'backend' || (!frontends.includes(name) && backends.includes(name)) ? 'backend' : 'frontend', proxy: name };
};
