// Starts the console: its settings and its program are fetched at the same time, then it runs.
const root = document.documentElement;
const program = document.getElementById("program").href;
const wasm = document.getElementById("wasm").href;
const texts = {
  en: ["The console could not start. Check your connection, then try again.", "Try again", "Something went wrong in this page."],
  es: ["No se pudo iniciar la consola. Compruebe su conexión y vuelva a intentarlo.", "Reintentar", "Algo falló en esta página."],
  pt: ["Não foi possível iniciar o console. Verifique sua conexão e tente de novo.", "Tentar de novo", "Algo deu errado nesta página."],
};
const said = () => texts[root.lang] || texts.en;

async function settings() {
  const answer = await fetch("/config.json", { cache: "no-cache" });
  if (!answer.ok) throw new Error("config.json: " + answer.status);
  const config = await answer.json();
  root.dataset.api = typeof config.api === "string" ? config.api.replace(/\/+$/, "") : "";
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
  panel.append(said()[2] + " ", again);
  again.textContent = said()[1];
  again.href = "";
  again.rel = "external";
  document.body.prepend(panel);
}
addEventListener("error", fallen);
addEventListener("unhandledrejection", fallen);

try {
  const [module] = await Promise.all([import(program), settings()]);
  await module.default({ module_or_path: wasm });
} catch (error) {
  console.error(error);
  const panel = document.getElementById("boot-failed");
  if (panel) {
    panel.querySelector("p").textContent = said()[0];
    panel.querySelector("button").textContent = said()[1];
    panel.querySelector("button").addEventListener("click", () => location.reload());
    panel.hidden = false;
    document.getElementById("boot-wait").hidden = true;
  }
}
