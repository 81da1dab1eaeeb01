/** What the drawer below the canvas can show. */
export type DrawerTab = 'problems' | 'tests' | 'versions'
