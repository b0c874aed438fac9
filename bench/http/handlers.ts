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
