/** `1 binding`, `2 bindings`. @internal */
export function counted(count: number, one: string, other = `${one}s`): string {
  return `${count} ${count === 1 ? one : other}`;
}

/** `1 device or cluster`, `2 devices and clusters`. @internal */
export function countedUnits(count: number): string {
  return counted(count, 'device or cluster', 'devices and clusters');
}
