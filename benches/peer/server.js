// The peer: the events that scripts/load measures, by socket.io, as a small server on Node would do them. No accounts, and
// nothing is stored: `seq` is counted in memory. It says where it listens in the words of `suda`.
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { Server } from "socket.io";

const [host, port] = (process.argv[2] ?? "127.0.0.1:0").split(":");
const http = createServer();
const io = new Server(http, { path: "/chat/ws/", serveClient: false, maxHttpBufferSize: 64 * 1024 });

// The last `seq` of each room.
const heads = new Map();

const refused = (code, message) => ({ error: { code, message } });

io.on("connection", (socket) => {
  const me = { id: socket.id, name: "수다" };

  socket.on("create_room", ({ name, kind }, reply) => {
    const id = randomUUID();
    heads.set(id, 1);
    socket.join(id);
    reply({ ok: { id, name, kind, head: 1 } });
  });

  socket.on("join_room", ({ roomId }, reply) => {
    if (!heads.has(roomId)) return reply(refused("not_member", "no such room"));
    socket.join(roomId);
    reply({ ok: { id: roomId, head: heads.get(roomId) } });
  });

  socket.on("send_message", ({ roomId, clientId, content }, reply) => {
    if (!socket.rooms.has(roomId)) return reply(refused("not_member", "not a member of this room"));
    const [seq, at] = [heads.get(roomId) + 1, Date.now()];
    heads.set(roomId, seq);
    io.to(roomId).emit("room_event", { roomId, seq, at, userId: me.id, userName: me.name, type: "new_message", clientId, content });
    reply({ ok: { seq, createdAt: at } });
  });
});

http.listen(Number(port), host, () => {
  const { address, port } = http.address();
  console.error(JSON.stringify({ message: "peer serves", address: `${address}:${port}` }));
});
