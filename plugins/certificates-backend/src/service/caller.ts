import { CallerOptions } from './types';

/** Entity ref of the user that asks; `null` for a service. */
export function userOf({ credentials }: CallerOptions): string | null {
  return textOf(credentials.principal, 'userEntityRef');
}

/** Who asks, for records: the entity ref of a user, or the subject of a service. */
export function callerName(caller: CallerOptions): string {
  return (
    userOf(caller) ??
    textOf(caller.credentials.principal, 'subject') ??
    'unknown'
  );
}

function textOf(principal: unknown, property: string): string | null {
  if (typeof principal !== 'object' || principal === null) {
    return null;
  }
  const value: unknown = Reflect.get(principal, property);
  return typeof value === 'string' ? value : null;
}
