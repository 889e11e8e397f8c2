import type { Fault, Passed, Passing } from './faulty-server.ts';

// biome-ignore lint/suspicious/noExplicitAny: a fault may do anything to a body.
type Anything = any;

/** Changes the JSON of the selected responses, except where the changed parts are missing. */
export function body(
  change: (json: Anything, passed: Passed, passing: Passing) => void,
  isWanted: (passed: Passed, passing: Passing) => boolean = ({ status }) => status < 300,
): Fault {
  return {
    says: (passed, passing) => {
      if (!isWanted(passed, passing) || !passed.body.startsWith('{')) return;
      const json = JSON.parse(passed.body);
      change(json, passed, passing);
      passed.body = JSON.stringify(json);
    },
  };
}

/** Changes the JSON of a request, if it has any. */
export function sentBody(change: (json: Anything, passing: Passing) => void): Fault {
  return {
    hears: (passing) => {
      const json = readJson(passing.body);
      if (typeof json !== 'object' || json === null) return;
      change(json, passing);
      passing.body = JSON.stringify(json);
    },
  };
}

/** Changes a header of a response; undefined removes it. */
export function header(
  name: string,
  change: (value: string) => string | undefined,
  isWanted: (passed: Passed, passing: Passing) => boolean = () => true,
): Fault {
  return {
    says: (passed, passing) => {
      const value = passed.headers[name];
      if (value === undefined || !isWanted(passed, passing)) return;
      const changed = change(value);
      if (changed === undefined) delete passed.headers[name];
      else passed.headers[name] = changed;
    },
  };
}

/** Removes a header from requests. */
export function dropHeader(name: string, isWanted: (passing: Passing) => boolean = () => true): Fault {
  return {
    hears: (passing) => {
      if (isWanted(passing)) delete passing.headers[name];
    },
  };
}

/** Removes a parameter from the query. */
export function dropQuery(name: string): Fault {
  return { hears: ({ url }) => url.searchParams.delete(name) };
}

/** Replaces one status of responses by another. */
export function status(from: number, to: number): Fault {
  return {
    says: (passed) => {
      if (passed.status === from) passed.status = to;
    },
  };
}

export function isEvents({ status }: Passed, { url }: Passing): boolean {
  return status === 200 && url.pathname === '/v2/events';
}

function readJson(text: string): Anything {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
