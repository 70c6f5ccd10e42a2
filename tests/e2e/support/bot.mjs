// A bot that is not ours: it is told things at two addresses, and calls with the header pair, as bots of Sinch's do.
import { createServer } from "node:http";
import { after } from "node:test";

const servers = [];
after(() => servers.forEach((server) => server.close()));

/** Starts one. `answers`: does it answer what people write? `status` is what its addresses answer. */
export async function startBot({ answers = true } = {}) {
  const bot = { answers, status: 200, told: { mo: [], status: [] }, requests: [], replies: [] };
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (part) => (text += part));
    request.on("end", async () => {
      response.writeHead(bot.status, { "content-type": "text/plain" });
      response.end("so says the bot");
      bot.requests.push({ path: request.url, headers: request.headers, text });
      if (bot.status !== 200) return;
      const body = JSON.parse(text);
      const kind = request.url.slice(1);
      bot.told[kind]?.push(body);
      // A sample that is sent by hand is from nobody.
      const from = body.data?.[0]?.source;
      if (kind === "mo" && bot.answers && bot.tenure && from)
        bot.replies.push(await bot.send(from, `You said: ${body.data[0].message.messageText}`));
    });
  });
  servers.push(server);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  bot.host = `127.0.0.1:${server.address().port}`;
  bot.url = (kind) => `http://${bot.host}/${kind}`;
  bot.send = async (to, messageText, correlationId) => {
    const answer = await fetch(`${bot.tenure.url}/v1/whatsapp/send`, {
      method: "POST",
      headers: { UserName: bot.username, AuthenticationToken: bot.token, "content-type": "application/json" },
      body: JSON.stringify({ destinations: [{ destination: to, correlationId }], message: { messageText } }),
    });
    return { status: answer.status, body: await answer.json() };
  };
  return bot;
}
