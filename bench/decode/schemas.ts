/** The same three schemas, as each library writes them. */
import { type TSchema, Type as t } from "@sinclair/typebox";
import { type as ark } from "arktype";
import * as v from "valibot";
import { z } from "zod";
import type { SchemaName } from "./samples.ts";

/** A new one for each contender: some libraries write into the schemas that they are given. */
export function createTypeBoxSchemas(): Record<SchemaName, TSchema> {
  const user = t.Object({
    name: t.String({ minLength: 1 }),
    email: t.String(),
    role: t.Union([t.Literal("admin"), t.Literal("member")]),
    age: t.Integer({ minimum: 0 }),
    isActive: t.Boolean(),
    city: t.String(),
    score: t.Number(),
    tags: t.Array(t.String()),
  });
  const order = t.Object({
    id: t.String({ minLength: 1 }),
    placedAt: t.String(),
    status: t.Union([t.Literal("open"), t.Literal("paid"), t.Literal("sent")]),
    customer: t.Object({ id: t.Integer(), name: t.String(), email: t.Optional(t.String()) }),
    address: t.Object({
      street: t.String(),
      city: t.String(),
      zip: t.String({ pattern: "^[0-9]{5}$" }),
      country: t.String({ minLength: 2, maxLength: 2 }),
      company: t.Optional(t.String()),
    }),
    lines: t.Array(
      t.Object({
        sku: t.String(),
        quantity: t.Integer({ minimum: 1 }),
        price: t.Number({ minimum: 0 }),
        note: t.Optional(t.String()),
        discount: t.Optional(t.Number({ minimum: 0, maximum: 1 })),
      }),
      { minItems: 1 },
    ),
    note: t.Optional(t.String()),
    coupon: t.Optional(t.String()),
  });
  return { user, users: t.Array(user), order };
}

const zodUser = z.object({
  name: z.string().min(1),
  email: z.string(),
  role: z.enum(["admin", "member"]),
  age: z.int().min(0),
  isActive: z.boolean(),
  city: z.string(),
  score: z.number(),
  tags: z.array(z.string()),
});

export const zodSchemas: Readonly<Record<SchemaName, z.ZodType>> = {
  user: zodUser,
  users: z.array(zodUser),
  order: z.object({
    id: z.string().min(1),
    placedAt: z.string(),
    status: z.enum(["open", "paid", "sent"]),
    customer: z.object({ id: z.int(), name: z.string(), email: z.string().optional() }),
    address: z.object({
      street: z.string(),
      city: z.string(),
      zip: z.string().regex(/^[0-9]{5}$/),
      country: z.string().length(2),
      company: z.string().optional(),
    }),
    lines: z
      .array(
        z.object({
          sku: z.string(),
          quantity: z.int().min(1),
          price: z.number().min(0),
          note: z.string().optional(),
          discount: z.number().min(0).max(1).optional(),
        }),
      )
      .min(1),
    note: z.string().optional(),
    coupon: z.string().optional(),
  }),
};

const valibotUser = v.object({
  name: v.pipe(v.string(), v.minLength(1)),
  email: v.string(),
  role: v.picklist(["admin", "member"]),
  age: v.pipe(v.number(), v.integer(), v.minValue(0)),
  isActive: v.boolean(),
  city: v.string(),
  score: v.number(),
  tags: v.array(v.string()),
});

export const valibotSchemas: Readonly<Record<SchemaName, v.GenericSchema>> = {
  user: valibotUser,
  users: v.array(valibotUser),
  order: v.object({
    id: v.pipe(v.string(), v.minLength(1)),
    placedAt: v.string(),
    status: v.picklist(["open", "paid", "sent"]),
    customer: v.object({
      id: v.pipe(v.number(), v.integer()),
      name: v.string(),
      email: v.optional(v.string()),
    }),
    address: v.object({
      street: v.string(),
      city: v.string(),
      zip: v.pipe(v.string(), v.regex(/^[0-9]{5}$/)),
      country: v.pipe(v.string(), v.length(2)),
      company: v.optional(v.string()),
    }),
    lines: v.pipe(
      v.array(
        v.object({
          sku: v.string(),
          quantity: v.pipe(v.number(), v.integer(), v.minValue(1)),
          price: v.pipe(v.number(), v.minValue(0)),
          note: v.optional(v.string()),
          discount: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
        }),
      ),
      v.minLength(1),
    ),
    note: v.optional(v.string()),
    coupon: v.optional(v.string()),
  }),
};

const arkUser = ark({
  "+": "delete",
  name: "string >= 1",
  email: "string",
  role: "'admin' | 'member'",
  age: "number.integer >= 0",
  isActive: "boolean",
  city: "string",
  score: "number",
  tags: "string[]",
});

export const arkSchemas: Readonly<Record<SchemaName, (value: unknown) => unknown>> = {
  user: arkUser,
  users: arkUser.array(),
  order: ark({
    "+": "delete",
    id: "string >= 1",
    placedAt: "string",
    status: "'open' | 'paid' | 'sent'",
    customer: { "+": "delete", id: "number.integer", name: "string", "email?": "string" },
    address: {
      "+": "delete",
      street: "string",
      city: "string",
      zip: /^[0-9]{5}$/,
      country: "string == 2",
      "company?": "string",
    },
    lines: ark({
      "+": "delete",
      sku: "string",
      quantity: "number.integer >= 1",
      price: "number >= 0",
      "note?": "string",
      "discount?": "0 <= number <= 1",
    })
      .array()
      .atLeastLength(1),
    "note?": "string",
    "coupon?": "string",
  }),
};
