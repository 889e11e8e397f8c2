/** A change of the source. Numbers select a person modulo the number of people. */
export type Edit =
  | { readonly type: 'rename' | 'remove' | 'lose-email'; readonly person: number }
  | { readonly type: 'take-email'; readonly person: number; readonly other: number }
  | { readonly type: 'add' };

/** How a pull runs, and what happens during it. */
export interface PullAction {
  readonly isFull: boolean;
  /** The request to the source at which the process is killed; 0: none. */
  readonly killAt: number;
  /** The request to the server whose acknowledgement is lost; 0: none. */
  readonly loseAt: number;
  /** An edit before a request to the source. */
  readonly during: { readonly at: number; readonly edit: Edit } | null;
}
