// Colours are settled before the first paint. This is no module, since those run later.
(() => {
  const root = document.documentElement;
  const wish = () => { try { return localStorage.getItem('metergate-theme') } catch { return null } };
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    root.dataset.theme = wish() || (dark.matches ? 'dark' : 'light');
    dispatchEvent(new Event('theme'));
  };
  dark.addEventListener('change', apply);
  window.setTheme = theme => {
    try { localStorage.setItem('metergate-theme', theme) } catch { root.dataset.theme = theme }
    apply();
  };
  apply();
})();
