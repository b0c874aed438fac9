import type { Proof } from "./equal-values.ts";

/** A JSON text to decode by a schema. */
export interface Sample extends Proof {
  readonly name: string;
  readonly schema: SchemaName;
}

export type SchemaName = "user" | "users" | "order";

const user = {
  name: "Ada Lovelace",
  email: "ada@example.com",
  role: "admin",
  age: 36,
  isActive: true,
  city: "London",
  score: 99.25,
  tags: ["analysis", "engines"],
};

const undeclared = {
  passwordHash: "$argon2id$v=19$m=65536,t=2,p=1$c2FsdHNhbHQ",
  isAdmin: true,
  loginFailures: 0,
  settings: { theme: "dark", notify: [1, 2, 3] },
};

/** One change for each rule of a user. */
const badMembers: readonly object[] = [
  { name: "" },
  { name: undefined },
  { email: 1 },
  { role: "owner" },
  { age: 1.5 },
  { age: -1 },
  { age: "36" },
  { isActive: 1 },
  { city: null },
  { score: "99.25" },
  { tags: "analysis" },
  { tags: [1] },
  { tags: { 0: "analysis" } },
];

const badUsers: readonly unknown[] = [
  ...badMembers.map((change) => ({ ...user, ...change })),
  null,
  "user",
  7,
  [],
  {},
];

const users = Array.from({ length: 100 }, (_, index) => ({
  ...user,
  name: `Ada Lovelace ${index}`,
  email: `ada${index}@example.com`,
  role: index % 7 === 0 ? "admin" : "member",
  age: 20 + (index % 50),
  isActive: index % 3 !== 0,
  tags: index % 2 === 0 ? ["analysis", "engines"] : ["analysis"],
}));

const address = { street: "12 St James's Square", city: "London", zip: "10115", country: "GB" };
const line = { sku: "tube-100", quantity: 2, price: 4.75 };
const order = {
  id: "order-2026-001",
  placedAt: "2026-02-28T12:00:00Z",
  status: "paid",
  customer: { id: 7, name: "Ada Lovelace" },
  address: { ...address, company: "Analytical Engines" },
  lines: [
    line,
    { sku: "flask-250", quantity: 1, price: 12.5, note: "fragile" },
    { sku: "burner", quantity: 4, price: 39.9, discount: 0.1 },
  ],
  note: "Leave it at the door.",
};

const badOrders: readonly unknown[] = [
  { id: "" },
  { status: "lost" },
  { customer: { id: "7", name: "Ada" } },
  { customer: { id: 7, name: "Ada", email: 1 } },
  { address: { ...address, zip: "ABC" } },
  { address: { ...address, country: "GBR" } },
  { address: undefined },
  { lines: [] },
  { lines: [{ ...line, quantity: 0 }] },
  { lines: [{ ...line, discount: 2 }] },
  { lines: [line, { ...line, note: null }] },
  { note: 1 },
].map((change) => ({ ...order, ...change }));

const texts = (values: readonly unknown[]): string[] => values.map((value) => JSON.stringify(value));

const withLast = (last: unknown): unknown[] => [...users.slice(1), last];

export const samples: readonly Sample[] = [
  { name: "user", schema: "user", text: JSON.stringify(user), value: user, refused: texts(badUsers) },
  {
    name: "user + 4 undeclared",
    schema: "user",
    text: JSON.stringify({ ...undeclared, ...user }),
    value: user,
    refused: texts(badMembers.map((change) => ({ ...undeclared, ...user, ...change }))),
  },
  {
    name: "100 users",
    schema: "users",
    text: JSON.stringify(users),
    value: users,
    refused: texts([...badUsers.map(withLast), user, null]),
  },
  { name: "order", schema: "order", text: JSON.stringify(order), value: order, refused: texts(badOrders) },
];

/** Proven, not timed: undeclared members go, at any depth. */
export const proofs: readonly Sample[] = [
  {
    name: "users with undeclared members",
    schema: "users",
    text: JSON.stringify(withLast({ ...user, ...undeclared })),
    value: withLast(user),
    refused: [],
  },
  {
    name: "an order with undeclared members",
    schema: "order",
    text: JSON.stringify({
      ...undeclared,
      ...order,
      address: { ...undeclared, ...address },
      lines: [{ ...line, ...undeclared }],
    }),
    value: { ...order, address, lines: [line] },
    refused: [],
  },
];
