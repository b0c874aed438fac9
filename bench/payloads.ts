import { type TSchema, Type as t } from "@sinclair/typebox";

/** A value as a handler returns it, and the schema of its answer. */
export interface Payload {
  readonly name: string;
  readonly schema: TSchema;
  readonly value: unknown;
}

const User = t.Object({
  id: t.Integer(),
  name: t.String(),
  email: t.String(),
  age: t.Integer(),
  isActive: t.Boolean(),
  role: t.Union([t.Literal("admin"), t.Literal("member")]),
  city: t.String(),
  score: t.Number(),
});

const userOf = (id: number) => ({
  id,
  name: `Ada Lovelace ${id}`,
  email: `ada.lovelace.${id}@example.org`,
  age: 20 + (id % 60),
  isActive: id % 3 !== 0,
  role: id % 10 === 0 ? "admin" : "member",
  city: "London",
  score: (id * 137) / 16,
});

const usersOf = (count: number) => Array.from({ length: count }, (_, index) => userOf(index + 1));

/** Fields that a row of a database has, and an answer must not. */
const rowOf = (id: number) => ({
  ...userOf(id),
  passwordHash: "$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy",
  internalNote: "Asked twice for a refund; see the ticket before answering.",
  lastSeenAt: "2026-02-28T12:00:00.000Z",
  loginAttempts: [1, 0, 3],
});

const Order = t.Object({
  id: t.Integer(),
  customer: t.String(),
  placedAt: t.Date(),
  paidAt: t.Date(),
  shippedAt: t.Date(),
  deliveredAt: t.Date(),
  lines: t.Array(t.Object({ sku: t.String(), quantity: t.Integer(), addedAt: t.Date() })),
});

const dateOf = (day: number): Date => new Date(Date.UTC(2026, 1, day, 12, 30, 15, 250));
const order = {
  id: 4711,
  customer: "Ada Lovelace",
  placedAt: dateOf(1),
  paidAt: dateOf(2),
  shippedAt: dateOf(3),
  deliveredAt: dateOf(5),
  lines: [1, 2, 3, 4].map((day) => ({ sku: `sku-${day}`, quantity: day, addedAt: dateOf(day) })),
};

/** A page as an editor stores it: blocks within blocks. */
const Block = t.Recursive(
  (Self) =>
    t.Union([
      t.Object({ children: t.Array(Self), title: t.String(), kind: t.Literal("section") }),
      t.Object({ children: t.Array(Self), isOrdered: t.Boolean(), kind: t.Literal("list") }),
      t.Object({ kind: t.Literal("paragraph"), text: t.String() }),
      t.Object({ kind: t.Literal("image"), url: t.String(), width: t.Integer(), height: t.Integer() }),
    ]),
  { $id: "Block" },
);

function blockOf(depth: number): unknown {
  const image = { kind: "image", url: "https://example.org/images/ada.webp", width: 640, height: 480 };
  const paragraph = { kind: "paragraph", text: "Ada Lovelace wrote the first program for a machine." };
  if (depth === 0) return paragraph;
  const children = [blockOf(depth - 1), image, blockOf(depth - 1)];
  return depth % 2 === 0
    ? { children, title: `Chapter ${depth}`, kind: "section" }
    : { children, isOrdered: true, kind: "list" };
}

const FeatureCollection = t.Object({
  type: t.Literal("FeatureCollection"),
  features: t.Array(
    t.Object({
      type: t.Literal("Feature"),
      geometry: t.Object({
        type: t.Literal("Point"),
        coordinates: t.Tuple([t.Number(), t.Number()]),
      }),
      properties: t.Object({ name: t.String() }),
    }),
  ),
});

const featureOf = (_: unknown, index: number) => ({
  type: "Feature",
  geometry: {
    type: "Point",
    coordinates: [(index * 7.31) % 180, (index * 3.17) % 90].map((degrees) => Number(degrees.toFixed(6))),
  },
  properties: { name: `Station ${index}` },
});

const sentence = "The quick brown fox jumps over the lazy dog, and then it rests for a while. ";

/** Text of a length, with a line end after each so many characters. */
function textOf(length: number, lineLength: number = length): string {
  const plain = sentence.repeat(Math.ceil(length / sentence.length)).slice(0, length);
  return plain.match(new RegExp(`.{1,${lineLength}}`, "g"))?.join("\n") ?? "";
}

const Article = t.Object({ id: t.Integer(), text: t.String() });

const withEmoji = usersOf(100).with(50, { ...userOf(51), name: "Ada 🎉" });

/** What JSON that was parsed looks like in memory, as what a database gives does: no text is a rope. */
const settled = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

/** Answers of the kinds that services give. */
export const payloads: readonly Payload[] = [
  {
    name: "message",
    schema: t.Object({ message: t.String() }),
    value: settled({ message: "Hello, World!" }),
  },
  { name: "user", schema: User, value: settled(userOf(1)) },
  { name: "user + 4 undeclared", schema: User, value: settled(rowOf(1)) },
  { name: "order with dates", schema: Order, value: order },
  { name: "30 users", schema: t.Array(User), value: settled(usersOf(30)) },
  { name: "100 users", schema: t.Array(User), value: settled(usersOf(100)) },
  { name: "100 users, one emoji", schema: t.Array(User), value: settled(withEmoji) },
  {
    name: "1,000 integers",
    schema: t.Array(t.Integer()),
    value: Array.from({ length: 1000 }, (_, index) => index * 7919),
  },
  {
    name: "1,000 floats",
    schema: t.Array(t.Number()),
    value: Array.from({ length: 1000 }, (_, index) => Math.sqrt(index + 2)),
  },
  { name: "8 KB text", schema: Article, value: settled({ id: 1, text: textOf(8192) }) },
  { name: "8 KB text, line ends", schema: Article, value: settled({ id: 1, text: textOf(8192, 300) }) },
  { name: "deep union", schema: Block, value: settled(blockOf(5)) },
  {
    name: "record of 50",
    schema: t.Record(t.String(), t.Integer()),
    value: Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`counter-${index}`, index * 31])),
  },
  {
    name: "GeoJSON, 500 points",
    schema: FeatureCollection,
    value: settled({ type: "FeatureCollection", features: Array.from({ length: 500 }, featureOf) }),
  },
];
