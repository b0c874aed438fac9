/** Content that is kept, and that answers are made of. What is made of it in turn can be kept beside it. */
export interface KeptContent {
  /** One object for each content, which is gone when the content is. */
  readonly identity: object;
  /** Counts bytes that are kept beside it from now on; undefined where nobody counts. */
  readonly grow?: (bytes: number) => void;
}

const contents = new WeakMap<Response, KeptContent>();

/** Says of what kept content an answer was made. */
export function tellContent(answer: Response, content: KeptContent): Response {
  contents.set(answer, content);
  return answer;
}

/** The kept content that an answer has; undefined for one that was made for its request. */
export const contentOf = (answer: Response): KeptContent | undefined => contents.get(answer);
