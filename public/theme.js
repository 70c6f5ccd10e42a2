// Runs before the first paint, so that neither the theme nor the language nor the frame changes under the reader's eyes.
// The two keys below are all that the console ever stores in a browser.
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
  // Which bones are painted until the program is there: of a lone form, or of the frame around the pages.
  var lone = /^\/(sign-in|setup|accept|forgot-password|reset-password|change-password|mailbox|problems\/.*)\/?$/;
  root.dataset.shell = lone.test(location.pathname) ? "gate" : "frame";
  // The language's texts travel beside the program.
  var texts = document.createElement("link");
  texts.rel = "preload";
  texts.as = "fetch";
  texts.crossOrigin = "anonymous";
  texts.href = root.getAttribute("data-" + locale);
  document.head.append(texts);
})();
