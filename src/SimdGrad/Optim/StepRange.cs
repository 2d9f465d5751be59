using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad.Optim;

/// <summary>A part of a step: parameters side by side that have the same learning rate and decay.</summary>
/// <typeparam name="T">float or double.</typeparam>
public readonly struct StepRange<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The number of the step, from 1.</summary>
    public long Step { get; internal init; }

    /// <summary>The learning rate.</summary>
    public double LearningRate { get; internal init; }

    internal int Start { get; init; }

    internal int Length { get; init; }

    // Those of a weight that threads divide by rows; 0 for others.
    internal int Columns { get; init; }

    internal Regularization<T> Regularization { get; init; }
}
