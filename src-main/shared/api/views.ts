/** A list of images that somebody gave a name to. */
export interface SavedView {
  id: number;
  name: string;
  /** What the page's address holds behind the question mark. */
  query: string;
  author: string;
  savedAt: string;
}
