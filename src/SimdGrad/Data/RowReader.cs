namespace SimdGrad.Data;

/// <summary>Makes the features of one row of a data set, such as the pixels of an image file.</summary>
/// <typeparam name="T">Type of the features.</typeparam>
/// <param name="row">The row, from 0.</param>
/// <param name="features">Receives all features of the row; what is in it before is not defined.</param>
public delegate void RowReader<T>(int row, Span<T> features);
