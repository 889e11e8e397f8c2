/** A database that cannot be served, in one sentence for the person who started the program. */
export class DatabaseOpenError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UnusableStore';
  }
}
