/** A database cannot be used. The message is one sentence for the operator. */
export class DatabaseOpenError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UnusableStore';
  }
}
