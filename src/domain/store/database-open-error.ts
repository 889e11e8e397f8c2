/** A database cannot be used. The message is one sentence for the operator. */
export class DatabaseOpenError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UnusableStore';
  }
}

/** Another process serves the database. */
export class DatabaseServedError extends DatabaseOpenError {
  readonly path: string;

  constructor(path: string) {
    super(`${path} is already served by another process; stop that one or name a different file.`);
    this.path = path;
  }
}
