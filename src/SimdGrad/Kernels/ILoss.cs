using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// A loss that is a sum over elements of l(p, t), for a prediction p and a target t, with its derivative by p. A type that
/// implements this is at once a fused span kernel and a tape operation; tests and benchmarks find it by its existence. Its
/// parameters, if it has any, are its fields; made without arguments, or as <c>default</c>, it is a valid loss.
/// </summary>
public interface ILoss
{
    /// <summary>The predictions that are valid, as an error message names them; null if every value is, NaN included.</summary>
    static virtual string? PredictionDomain => null;

    /// <summary>The targets that are valid, as an error message names them; null if every value is, NaN included.</summary>
    static virtual string? TargetDomain => null;

    /// <summary>l(p, t) in plain double arithmetic: what the vector form is tested against.</summary>
    double Reference(double prediction, double target);

    /// <summary>l(p, t) and dl/dp.</summary>
    (V Loss, V Gradient) Evaluate<V>(V prediction, V target) where V : struct, IVec<V>;

    /// <summary>
    /// The mask of the predictions within <see cref="PredictionDomain"/>; not asked where that is null.
    /// </summary>
    static virtual V IsValidPrediction<V>(V prediction) where V : struct, IVec<V> => V.Zero <= V.Zero;

    /// <summary>
    /// The mask of the targets within <see cref="TargetDomain"/>; not asked where that is null.
    /// </summary>
    static virtual V IsValidTarget<V>(V target) where V : struct, IVec<V> => V.Zero <= V.Zero;
}
