/** Rows of equal length, one after the other: what lies between TensorFlow and plain code. */
export interface Matrix {
  rows: number;
  columns: number;
  /** rows * columns numbers */
  values: Float32Array;
}

/** A view of one row; writing to it writes to the matrix. */
export function rowOf({ columns, values }: Matrix, row: number): Float32Array {
  return values.subarray(row * columns, (row + 1) * columns);
}

/** A copy of some rows, in the order of `rows`. */
export function pickRows(matrix: Matrix, rows: ArrayLike<number>): Matrix {
  const { columns } = matrix;
  const values = new Float32Array(rows.length * columns);
  for (let i = 0; i < rows.length; i++) values.set(rowOf(matrix, rows[i]!), i * columns);
  return { rows: rows.length, columns, values };
}

/** One below the other; all have the same number of columns. */
export function stackRows(parts: readonly Matrix[], columns: number): Matrix {
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const values = new Float32Array(rows * columns);
  let at = 0;
  for (const part of parts) {
    values.set(part.values, at);
    at += part.values.length;
  }
  return { rows, columns, values };
}
