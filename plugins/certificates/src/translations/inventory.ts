/** Texts of the inventory pages. */
export const inventoryMessages = {
  title: 'inventory',
} as const;
