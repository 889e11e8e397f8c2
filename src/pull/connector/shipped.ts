/** The connectors that the program ships. */
export const SHIPPED: readonly string[] = ['cliniko', 'practicehub', 'wodify'];
