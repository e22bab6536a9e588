/** Texts of the devices pages. */
export const devicesMessages = {
  title: 'devices',
} as const;
