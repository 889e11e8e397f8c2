import { toCamel, toSnake } from '../contract/field-names.ts';

/** Makes the parts of an invented body agree with each other and with its status, as they do in each response of a server. */
export function agree(body: unknown, status: number): unknown {
  const agreed = agreeTwins(body);
  if (
    typeof agreed === 'object' &&
    agreed !== null &&
    typeof (agreed as { created?: unknown }).created === 'boolean'
  ) {
    return { ...agreed, created: status === 201 };
  }
  return agreed;
}

/** Gives both spellings of each field of a customer one value. An object that has merchantId in both is a customer. */
function agreeTwins(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(agreeTwins);
  if (typeof value !== 'object' || value === null) return value;
  const hasTwins = 'merchantId' in value && 'merchant_id' in value;
  const own = Object.entries(value).filter(([name]) => !hasTwins || !isSnake(name));
  return Object.fromEntries(
    own.flatMap(([name, inner]) => {
      const agreed = agreeTwins(inner);
      const twin = toSnake(name);
      return hasTwins && twin !== name
        ? [
            [name, agreed],
            [twin, namesInSnake(agreed)],
          ]
        : [[name, agreed]];
    }),
  );
}

const isSnake = (name: string) => toCamel(name) !== name;

/** Renames the fields of the objects of a list, such as `externalRefs`. The keys of other objects are the merchant's own. */
function namesInSnake(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.map((item) =>
    Object.fromEntries(Object.entries(item as object).map(([name, inner]) => [toSnake(name), inner])),
  );
}
