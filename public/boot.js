// Starts the console: its settings and its program are fetched at the same time, then it runs.
const root = document.documentElement;
const program = document.getElementById("program").href;
const wasm = document.getElementById("wasm").href;

async function settings() {
  const answer = await fetch("/config.json", { cache: "no-cache" });
  if (!answer.ok) throw new Error("config.json: " + answer.status);
  const config = await answer.json();
  root.dataset.api = typeof config.api === "string" ? config.api.replace(/\/+$/, "") : "";
}

try {
  const [module] = await Promise.all([import(program), settings()]);
  await module.default({ module_or_path: wasm });
} catch (error) {
  console.error(error);
  const said = {
    en: ["The console could not start. Check your connection, then try again.", "Try again"],
    es: ["No se pudo iniciar la consola. Compruebe su conexión y vuelva a intentarlo.", "Reintentar"],
    pt: ["Não foi possível iniciar o console. Verifique sua conexão e tente de novo.", "Tentar de novo"],
  }[root.lang] || [];
  const panel = document.getElementById("boot-failed");
  if (panel) {
    if (said[0]) panel.querySelector("p").textContent = said[0];
    if (said[1]) panel.querySelector("button").textContent = said[1];
    panel.querySelector("button").addEventListener("click", () => location.reload());
    panel.hidden = false;
    document.getElementById("boot-wait").hidden = true;
  }
}
