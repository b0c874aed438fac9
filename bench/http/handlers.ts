/** What the routes of every contender compute: contenders differ in how requests reach these, not in what is answered. */

/** An account as it is stored: more than a client may see. */
export interface StoredAccount {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly role: "admin" | "member";
  readonly isActive: boolean;
  readonly score: number;
  readonly createdAt: string;
  readonly tags: string[];
  readonly passwordHash: string;
  readonly recoveryEmail: string;
  readonly loginFailures: number;
}

/** What a client sends to open an account. */
export interface NewAccount {
  readonly name: string;
  readonly email: string;
  readonly role: "admin" | "member";
  readonly age: number;
  readonly isActive: boolean;
  readonly city: string;
  readonly score: number;
  readonly tags: string[];
}

const account: StoredAccount = {
  id: 7,
  name: "Robert Bunsen",
  email: "robert@example.com",
  role: "member",
  isActive: true,
  score: 98.5,
  createdAt: "2024-05-17T09:30:00.000Z",
  tags: ["chemistry", "spectroscopy"],
  passwordHash: "$argon2id$v=19$m=65536,t=2,p=1$c2FsdHNhbHQ",
  recoveryEmail: "peter@example.com",
  loginFailures: 0,
};

export const greet = (): { message: string } => ({ message: "Hello, World!" });
export const search = (name: string, page: number): object => ({ name, page, results: [] });
export const findUser = (id: number): object => ({ id, name: "Robert Bunsen" });
export const findAccount = (): StoredAccount => account;
export const openAccount = ({ name, email, tags }: NewAccount): object => ({ id: 8, name, email, tags });
export const describeTenant = (tenant: string): object => ({ tenant, plan: "basic" });

/** What a client may see of a listed user. */
export interface ListedUser {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly role: "admin" | "member";
  readonly isActive: boolean;
  readonly score: number;
}

/** A list as a database gives it: 100 users, with a member that no client may see. */
const storedUsers = Array.from({ length: 100 }, (_, index) => ({
  id: index + 1,
  name: `User ${index + 1}`,
  email: `user${index + 1}@example.com`,
  role: index % 10 === 0 ? ("admin" as const) : ("member" as const),
  isActive: index % 7 !== 0,
  score: index * 1.5,
  passwordHash: "$argon2id$v=19$m=65536,t=2,p=1$c2FsdHNhbHQ",
}));

/** For contenders whose response schema leaves out what it does not declare. */
export const findUsers = (): ListedUser[] => storedUsers;

/** For contenders without one: the declared members, picked by hand. */
export const pickUsers = (): ListedUser[] =>
  storedUsers.map(({ id, name, email, role, isActive, score }) => ({
    id,
    name,
    email,
    role,
    isActive,
    score,
  }));

/** As `findAccount`, for contenders without a response schema. */
export function pickAccount(): Omit<StoredAccount, "passwordHash" | "recoveryEmail" | "loginFailures"> {
  const { id, name, email, role, isActive, score, createdAt, tags } = findAccount();
  return { id, name, email, role, isActive, score, createdAt, tags };
}

/** For how long the list of `cached-list` is kept. */
export const keptSeconds = 3600;

const problems: Readonly<Record<number, { readonly title: string; readonly code: string }>> = {
  400: { title: "Bad Request", code: "bad_request" },
  404: { title: "Not Found", code: "not_found" },
  405: { title: "Method Not Allowed", code: "method_not_allowed" },
  422: { title: "Unprocessable Content", code: "validation_failed" },
  500: { title: "Internal Server Error", code: "internal_error" },
};

export const problemType = "application/problem+json";

/** The document of a refusal (RFC 9457), for contenders that have none of their own. */
export const problemOf = (status: number, detail: string): object => ({
  ...problems[status],
  status,
  detail,
});

/** What is said of a method that a path does not answer. */
export const noMethod = (method: string): string =>
  `This path does not answer ${method}; see the Allow header.`;

/** What is said of a path that no route matches. */
export const noRoute = (path: string): string => `No route matches ${JSON.stringify(path)}.`;
