import { CliError } from '../../cli-error.ts';

/** A run that succeeded, but whose target has newly rejected rows. */
export class NewRejections extends CliError {}
