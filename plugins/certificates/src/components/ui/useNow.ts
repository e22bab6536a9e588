import { useEffect, useReducer } from 'react';

const TICK_MS = 30_000;

/**
 * The current time in milliseconds since the epoch; renders again twice a
 * minute. Read anew at every render, or what just happened would lie ahead.
 */
export function useNow(): number {
  const [, tick] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const timer = setInterval(tick, TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return Date.now();
}
