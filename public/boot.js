// Starts the console: its settings, its texts and its program are fetched at the same time, then it runs.
const root = document.documentElement;
const program = document.getElementById("program").href;
const wasm = document.getElementById("wasm").href;
// What is said when there are no texts yet: no connection, files of two versions, no WebAssembly; then the button, and
// what is said of a trap.
const words = {
  en: {
    network: "The console could not start. Check your connection, then try again.",
    texts: "The console's texts could not be read: they belong to another version. Try again to fetch them anew.",
    browser: "This browser has no WebAssembly, or it is switched off. The console needs it: switch it on, or use another browser.",
    again: "Try again",
    trap: "Something went wrong in this page.",
  },
  es: {
    network: "No se pudo iniciar la consola. Compruebe su conexión y vuelva a intentarlo.",
    texts: "No se pudieron leer los textos de la consola: son de otra versión. Reintente para descargarlos de nuevo.",
    browser: "Este navegador no tiene WebAssembly o está desactivado. La consola lo necesita: actívelo o use otro navegador.",
    again: "Reintentar",
    trap: "Algo falló en esta página.",
  },
  pt: {
    network: "Não foi possível iniciar o console. Verifique sua conexão e tente de novo.",
    texts: "Não foi possível ler os textos do console: são de outra versão. Tente de novo para baixá-los outra vez.",
    browser: "Este navegador não tem WebAssembly, ou ele está desativado. O console precisa dele: ative-o ou use outro navegador.",
    again: "Tentar de novo",
    trap: "Algo deu errado nesta página.",
  },
};
const said = () => words[root.lang] || words.en;
const address = (language) => root.getAttribute("data-" + language);

async function settings() {
  const answer = await fetch("/config.json", { cache: "no-cache" });
  if (!answer.ok) throw new Error("config.json: " + answer.status);
  const config = await answer.json();
  root.dataset.api = typeof config.api === "string" ? config.api.replace(/\/+$/, "") : "";
}

async function texts(language, cache = "default") {
  const answer = await fetch(address(language), { cache });
  if (!answer.ok) throw new Error("texts: " + answer.status);
  return answer.text();
}

// Called before all that is shown is drawn anew in another language: what was typed stands in the new inputs as well.
function keep() {
  const inputs = () => [...document.querySelectorAll("input:not([type=file]), textarea, select")];
  const old = inputs().map((input) => ({ input, name: input.name, value: input.value, checked: input.checked }));
  requestAnimationFrame(() => {
    const fresh = inputs();
    if (fresh.length !== old.length) return;
    fresh.forEach((input, i) => {
      const { input: before, name, value, checked } = old[i];
      if (input === before || input.name !== name || (input.value === value && input.checked === checked)) return;
      input.value = value;
      if (input.checked !== checked) input.checked = checked;
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  });
}

function failed(why) {
  const panel = document.getElementById("boot-failed");
  if (!panel) return;
  const button = panel.querySelector("button");
  panel.querySelector("p").textContent = said()[why];
  button.textContent = said().again;
  button.addEventListener("click", async () => {
    // What the browser keeps may be what is wrong.
    if (why === "texts") await texts(root.lang, "reload").catch(() => {});
    location.reload();
  });
  root.dataset.shell = "failed";
  panel.hidden = false;
}

// A trap ends the program: the reader gets words and a way on instead of a frozen page.
function fallen(event) {
  const error = event.error ?? event.reason;
  if (!(error instanceof WebAssembly.RuntimeError) || document.getElementById("fallen")) return;
  const panel = document.createElement("div");
  const again = document.createElement("a");
  panel.id = "fallen";
  panel.className = "offline";
  panel.setAttribute("role", "alert");
  panel.append(said().trap + " ", again);
  again.textContent = said().again;
  again.href = "";
  again.rel = "external";
  document.body.prepend(panel);
}

async function start() {
  const [module, said] = await Promise.all([import(program), texts(root.lang), settings()]);
  // What the program asks of this script.
  globalThis.tenure = { said, texts, keep, failed };
  await module.default({ module_or_path: wasm });
}

if (typeof WebAssembly !== "object") {
  failed("browser");
} else {
  addEventListener("error", fallen);
  addEventListener("unhandledrejection", fallen);
  start().catch((error) => {
    console.error(error);
    failed("network");
  });
}
