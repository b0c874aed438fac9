/** Inputs as Hono's and h3's documents describe them: by Zod. */
import * as z from "zod";
import type { NewAccount as Account } from "../handlers.ts";

export const Search: z.ZodType<{ name: string; page: number }> = z.object({
  name: z.string(),
  page: z.coerce.number().int().default(1),
});

export const UserId: z.ZodType<{ id: number }> = z.object({ id: z.coerce.number().int() });

export const NewAccount: z.ZodType<Account> = z.object({
  name: z.string().min(1),
  email: z.string(),
  role: z.enum(["admin", "member"]),
  age: z.number().int().min(0),
  isActive: z.boolean(),
  city: z.string(),
  score: z.number(),
  tags: z.array(z.string()),
});
