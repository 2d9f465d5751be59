using System.Numerics;

namespace SimdGrad.Kernels;

/// <summary>
/// Softmax cross-entropies of rows, checked and ready to run: losses[r] = -sum_j u[r, j] log softmax(x[r])[j] and gradient =
/// scale * (softmax(x[r]) sum_j u[r, j] - u[r]). The targets u are <see cref="DenseTargets{T}"/>, if they are not zero, plus, at
/// the class of the row, <see cref="ClassShare"/> times the class's weight.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
internal unsafe struct CrossEntropyProblem<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The logits x, row-major.</summary>
    public T* Logits;

    /// <summary>Their shape.</summary>
    public int Rows, Columns;

    /// <summary>The class of each row; null if the targets are dense alone.</summary>
    public int* Classes;

    /// <summary>The class of rows that count nowhere.</summary>
    public int IgnoreIndex;

    /// <summary>The weight of each class; null for ones.</summary>
    public T* ClassWeights;

    /// <summary>The target at the class of the row, before its weight.</summary>
    public T ClassShare;

    /// <summary>Whether there are dense targets.</summary>
    public bool IsDense;

    /// <summary>The dense targets of the first row.</summary>
    public DenseTargets<T> Dense;

    /// <summary>The factor of the gradient.</summary>
    public T GradientScale;

    /// <summary>Receives the loss of each row.</summary>
    public T* Losses;

    /// <summary>Receives the gradient, row-major; null if it is not wanted.</summary>
    public T* Gradient;

    /// <summary>The same of some of the rows.</summary>
    public readonly CrossEntropyProblem<T> Slice(int start, int length)
    {
        nint first = (nint)start * Columns;
        var part = this;
        part.Rows = length;
        part.Logits += first;
        part.Losses += start;
        part.Dense = Dense.From(first, 0);
        if (Classes != null)
            part.Classes += start;
        if (Gradient != null)
            part.Gradient += first;
        return part;
    }

    /// <summary>Whether a row counts nowhere.</summary>
    public readonly bool IsIgnored(int r) => Classes != null && Classes[r] == IgnoreIndex;

    /// <summary>The target at the class of a row; 0 if it has none.</summary>
    public readonly T ShareOf(int r) =>
        Classes == null ? T.Zero : ClassWeights == null ? ClassShare : ClassShare * ClassWeights[Classes[r]];
}
