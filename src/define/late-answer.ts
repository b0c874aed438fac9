import type { AppDefinition } from "./app-definition.ts";

/** What answers a route, and is made of the app it stands in. */
export abstract class LateAnswer {
  /** The definition with those of its routes that are answered so. */
  abstract complete(definition: AppDefinition): AppDefinition;
}

/** A definition whose late answers are made when they are read first. */
export function withLateAnswers(definition: AppDefinition): AppDefinition {
  const late = definition.routes.find(({ answer }) => answer instanceof LateAnswer)?.answer;
  return late instanceof LateAnswer ? late.complete(definition) : definition;
}
