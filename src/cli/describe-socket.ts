import type { AppPlan, MessageKind, SocketPlan } from "../compile/app-plan.ts";
import type { Fact } from "./fact.ts";

/** What messages are made of, what becomes of those that do not fit, who may connect, limits. */
export function describeSocket(
  { message, send, invalid, origins, protocols }: SocketPlan,
  plan: AppPlan,
): Fact[] {
  const limits = Object.entries(plan.socketLimits ?? {}).map(([name, limit]) => `${name} ${limit}`);
  const depth = message.depth === undefined ? "" : `, at most ${message.depth} levels`;
  return [
    [
      "messages",
      `${kinds[message.kind]}${message.isValidated ? " by a validator" : by(message.schema)}${depth}`,
    ],
    ["unfit", invalid === "answer" ? "answered with the problem" : "close the connection (1007)"],
    ["sends", `${kinds[send.kind]}${by(send.schema)}`],
    ...(send.encoder === undefined
      ? []
      : [["", `${send.encoder.strategy}: ${send.encoder.reason}`] as const]),
    ["origins", origins === "any" ? "all" : ["the host's own", ...origins].join(", ")],
    ...(protocols === undefined ? [] : [["protocols", protocols.join(", ") || "none"] as const]),
    ["limits", limits.join(", ")],
  ];
}

const by = (schema: string | undefined): string => (schema === undefined ? ", undeclared" : ` by ${schema}`);

const kinds: Readonly<Record<MessageKind, string>> = {
  json: "JSON",
  text: "text",
  bytes: "bytes",
  any: "text or bytes",
};
