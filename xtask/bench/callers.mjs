// The load of a soak, in a process of its own, so that its memory is not taken for the server's. Gets { port, requests, ms }
// by IPC, keeps a connection a request busy with it, and sends what was answered, by status, every second and at the end.
import { connect } from "node:net";

/** Asks again and again on one connection until the time is over; counts the answers by status. */
function ask(port, text, until, statuses) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    let buffer = "";
    socket.setTimeout(20_000, () => socket.destroy(new Error("no answer within 20 s")));
    socket.on("connect", () => socket.write(text));
    socket.on("error", reject);
    socket.on("close", resolve);
    socket.on("data", (chunk) => {
      buffer += chunk.toString("latin1");
      const head = buffer.indexOf("\r\n\r\n");
      const length = head < 0 ? undefined : Number(/\r\ncontent-length: *(\d+)/i.exec(buffer.slice(0, head))?.[1] ?? 0);
      if (head < 0 || buffer.length < head + 4 + length) return;
      const status = buffer.slice(9, 12);
      statuses[status] = (statuses[status] ?? 0) + 1;
      buffer = "";
      if (performance.now() >= until) socket.destroy();
      else socket.write(text);
    });
  });
}

process.once("message", async ({ port, requests, ms }) => {
  const statuses = {};
  const until = performance.now() + ms;
  const tell = setInterval(() => process.send({ statuses }), 1000);
  let error;
  await Promise.all(requests.map((text) => ask(port, text, until, statuses))).catch((why) => {
    error = String(why?.message ?? why);
  });
  clearInterval(tell);
  process.send({ statuses, done: true, error }, () => process.exit());
});
// Nobody is left to count for.
process.on("disconnect", () => process.exit());
