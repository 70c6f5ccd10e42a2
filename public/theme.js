// Runs before the first paint, so that neither the theme nor the language changes under the reader's eyes.
// These two keys are all that the console ever stores in a browser.
(function () {
  var root = document.documentElement;
  var theme = null;
  var locale = null;
  try {
    theme = localStorage.getItem("tenure.theme");
    locale = localStorage.getItem("tenure.locale");
  } catch (_) {
    // Storage may be forbidden; the system's theme and the browser's language then decide.
  }
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  var known = ["en", "es", "pt"];
  if (known.indexOf(locale) < 0) {
    locale = (navigator.languages || [navigator.language || "en"])
      .map(function (tag) { return String(tag).slice(0, 2).toLowerCase(); })
      .find(function (tag) { return known.indexOf(tag) >= 0; }) || "en";
  }
  root.lang = locale;
})();
