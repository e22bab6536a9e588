/** Texts of the dashboard pages. */
export const dashboardMessages = {
  title: 'Dashboard',
} as const;
