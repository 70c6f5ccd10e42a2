// The tests' own client.
import assert from "node:assert/strict";
import net from "node:net";
import { test } from "node:test";
import { Client } from "./support/client.mjs";

test("an answer that is cut off after its head is an error, not a wait without an end", async () => {
  const server = net.createServer((socket) => {
    socket.once("data", () => socket.write("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf", () => socket.destroy()));
    socket.on("error", () => {});
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const client = new Client(`http://127.0.0.1:${server.address().port}`);
  await assert.rejects(client.get("/"), { code: "ECONNRESET" });
  server.close();
});
