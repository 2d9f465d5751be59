using System.Numerics;

namespace SimdGrad.Tests.Ops;

/// <summary>
/// An operation that is more than an elementwise formula, with points to test it at. Each such operation of the library has
/// one or more of these; a test finds the missing.
/// </summary>
public interface IOperationSample
{
    /// <summary>The operation; a generic one as its definition.</summary>
    static abstract Type Operation { get; }

    /// <summary>
    /// Whether the gradient is added to what is there in several terms, so that rounding depends on that.
    /// </summary>
    static virtual bool AddsTerms => false;

    /// <summary>The inputs. Gradients are checked at them, so kinks must be met exactly or not at all.</summary>
    static abstract IReadOnlyList<GradCheckInput> Inputs(int seed);

    /// <summary>Records the operation.</summary>
    static abstract Tensor<T> Record<T>(Tensor<T>[] inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>The result in plain double arithmetic.</summary>
    static abstract double[] Reference(IReadOnlyList<GradCheckInput> inputs);
}
