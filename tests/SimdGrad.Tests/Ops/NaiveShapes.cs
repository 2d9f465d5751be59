namespace SimdGrad.Tests.Ops;

/// <summary>Tensors element by element: what operations on shapes are tested against.</summary>
internal static class NaiveShapes
{
    /// <summary>A value for each index of a shape, row-major.</summary>
    public static double[] Of(Shape shape, Func<int[], double> value)
    {
        var values = new double[shape.FlattenedLength];
        for (int i = 0; i < values.Length; i++)
            values[i] = value(IndexOf(shape, i));
        return values;
    }

    /// <summary>The index of the element at a position, row-major.</summary>
    public static int[] IndexOf(Shape shape, int position)
    {
        var index = new int[shape.Rank];
        for (int axis = shape.Rank - 1; axis >= 0; axis--)
            (position, index[axis]) = int.DivRem(position, shape[axis]);
        return index;
    }

    /// <summary>The element at an index; axes of size 1 are repeated, and the first axes of a longer index left out.</summary>
    public static T At<T>(Shape shape, IReadOnlyList<T> values, params ReadOnlySpan<int> index)
    {
        int position = 0;
        for (int axis = 0; axis < shape.Rank; axis++)
            position = position * shape[axis] + (shape[axis] == 1 ? 0 : index[index.Length - shape.Rank + axis]);
        return values[position];
    }

    /// <summary>The element of an input at an index, as above.</summary>
    public static double At(this GradCheckInput x, params ReadOnlySpan<int> index) => At(x.Shape, x.Values, index);

    /// <summary>Products of matrices, the axes before which broadcast; transposed matrices as they are stored.</summary>
    public static double[] MatMul(GradCheckInput a, GradCheckInput b, bool transposeA = false, bool transposeB = false)
    {
        int m = a.Shape[transposeA ? ^1 : ^2], k = a.Shape[transposeA ? ^2 : ^1], n = b.Shape[transposeB ? ^2 : ^1];
        Shape batch = Shape.Broadcast(new(a.Shape.AsSpan()[..^2]), new(b.Shape.AsSpan()[..^2]));
        return Of(new([.. batch.AsSpan(), m, n]), index =>
        {
            int[] outer = index[..^2];
            int i = index[^2], j = index[^1];
            return Enumerable.Range(0, k).Sum(p =>
                Matrix(a, [.. outer, transposeA ? p : i, transposeA ? i : p])
                * Matrix(b, [.. outer, transposeB ? j : p, transposeB ? p : j]));
        });

        static double Matrix(GradCheckInput x, int[] index) => x.At(index);
    }
}
