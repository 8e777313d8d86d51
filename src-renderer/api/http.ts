export type Query = Record<string, string | number | boolean | null | undefined>;

/** `null` stands for every shift of the project. */
export type ShiftId = number | null;

/** How the parts of an engine in api/ ask it; every request says whose project is meant. */
export interface Http {
  get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T>;
  post<T>(path: string, body?: unknown): Promise<T>;
  remove<T>(path: string): Promise<T>;
}
