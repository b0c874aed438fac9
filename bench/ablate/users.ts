/** What a client may see of one. */
export interface User {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly role: string;
  readonly isActive: boolean;
  readonly score: number;
}

/** A list as a database gives it: 100 users, with fields that no client may see. */
export const users: User[] = Array.from({ length: 100 }, (_, index) => ({
  id: index + 1,
  name: `User ${index + 1}`,
  email: `user${index + 1}@example.com`,
  role: index % 10 === 0 ? "admin" : "member",
  isActive: index % 7 !== 0,
  score: index * 1.5,
  passwordHash: "$argon2id$v=19$m=65536,t=2,p=1$c2FsdHNhbHQ",
}));

/** What of them is answered. */
export const listUsers = (): User[] =>
  users.map(({ id, name, email, role, isActive, score }) => ({ id, name, email, role, isActive, score }));

/** What the lazy route answers. */
export const describeReport = (): object => ({ report: "ready" });
