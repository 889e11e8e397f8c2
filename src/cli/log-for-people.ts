import { prettyFactory } from 'pino-pretty';
import { replaceControls } from './terminal.ts';

type LogEntry = Readonly<Record<string, unknown>>;

/** The fields of a request that the message contains. */
const IN_MESSAGE = ['method', 'route', 'status', 'outcome', 'milliseconds', 'requestId', 'key', 'operation'];
/** Fields that a line shows only if they are true. */
const RARE = ['isReplay', 'aborted'];

/**
 * Returns a function that formats a JSON line of the log for a person at a terminal.
 *
 * @param hasColors whether the terminal shows colours.
 */
export function createLogFormatter(hasColors: boolean): (line: string) => string {
  const format = prettyFactory({
    colorize: hasColors,
    colorizeObjects: hasColors,
    translateTime: 'SYS:HH:MM:ss.l',
    ignore: [...IN_MESSAGE, ...RARE].join(','),
    messageFormat: (entry, messageKey) => showMessage(entry, String(entry[messageKey] ?? '')),
  });
  return (line) => {
    const text = format(line);
    return typeof text === 'string' ? text : line;
  };
}

/** Shows a request as `PUT /v2/customers/{id} 200 updated 3.2 ms`, followed by its ids. */
function showMessage(entry: LogEntry, message: string): string {
  const { method, route, status, outcome, milliseconds, requestId, key } = entry;
  if (status === undefined) return replaceControls(message);
  const words = [
    message === 'answered' ? undefined : message,
    method,
    route ?? '(no operation)',
    status,
    outcome,
    `${Number(milliseconds).toFixed(1)} ms`,
    ...RARE.filter((name) => entry[name] === true).map((name) => NAMES_OF_RARE[name]),
    requestId,
    key === undefined ? undefined : `key ${key}`,
  ];
  return replaceControls(words.filter((word) => word !== undefined).join(' '));
}

const NAMES_OF_RARE: Readonly<Record<string, string>> = { isReplay: 'replayed', aborted: 'aborted' };
