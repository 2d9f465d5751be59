using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad.Optim;

/// <summary>Limits gradients before a step, and divides what micro-batches have added up.</summary>
public static class GradientExtensions
{
    extension<T>(ParameterSet<T> parameters) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>
        /// Scales all gradients so that their L2 norm n is at most <paramref name="maxNorm"/>: by maxNorm / (n + 1e-6) where
        /// that is less than 1, as PyTorch's <c>clip_grad_norm_</c>.
        /// </summary>
        /// <param name="maxNorm">The largest norm, greater than 0.</param>
        /// <param name="allowNonFinite">
        /// Whether a norm that is infinite or NaN is no error, but scales as it comes: by 0 or NaN.
        /// </param>
        /// <returns>The norm n before.</returns>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxNorm"/> is not greater than 0.</exception>
        /// <exception cref="NonFiniteGradientException">
        /// The norm is infinite or NaN; the message names the first parameter whose own is. The gradients are as before.
        /// </exception>
        public double ClipGradientNorm(double maxNorm, bool allowNonFinite = false)
        {
            ArgumentNullException.ThrowIfNull(parameters);
            CheckLimit(maxNorm, nameof(maxNorm));
            var gradients = parameters.Gradients;
            double norm = double.CreateTruncating(Reduce.L2Norm<T>(gradients));
            if (!double.IsFinite(norm) && !allowNonFinite)
                throw NonFinite(parameters, norm);
            double factor = maxNorm / (norm + 1e-6);
            if (!(factor >= 1))
                Map.Forward<Scale, T>(gradients, gradients, new Scale(factor));
            return norm;
        }

        /// <summary>
        /// Limits each element of the gradients to [-<paramref name="maxValue"/>, maxValue]; NaN stays NaN. As PyTorch's
        /// <c>clip_grad_value_</c>.
        /// </summary>
        /// <param name="maxValue">The largest size, greater than 0.</param>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxValue"/> is not greater than 0.</exception>
        public void ClipGradientValue(double maxValue)
        {
            ArgumentNullException.ThrowIfNull(parameters);
            CheckLimit(maxValue, nameof(maxValue));
            var gradients = parameters.Gradients;
            Map.Forward<Clamp, T>(gradients, gradients, new Clamp(-maxValue, maxValue));
        }

        /// <summary>
        /// Multiplies all gradients, as by 1 / k after the backward passes of k micro-batches, whose gradients add up until
        /// <see cref="ParameterSet{T}.ZeroGradients"/>.
        /// </summary>
        /// <param name="factor">The factor.</param>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="factor"/> is infinite or NaN.</exception>
        public void ScaleGradients(double factor)
        {
            ArgumentNullException.ThrowIfNull(parameters);
            if (!double.IsFinite(factor))
                throw new ArgumentOutOfRangeException(nameof(factor), factor, "factor must be finite.");
            var gradients = parameters.Gradients;
            Map.Forward<Scale, T>(gradients, gradients, new Scale(factor));
        }
    }

    private static void CheckLimit(double value, string name)
    {
        if (!(value > 0))
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be greater than 0.");
    }

    private static NonFiniteGradientException NonFinite<T>(ParameterSet<T> parameters, double norm)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (var parameter in parameters)
        {
            T own = Reduce.L2Norm<T>(parameter.Gradient);
            if (!T.IsFinite(own))
                return new($"The norm of the gradients is {norm}; that of the parameter '{parameter.Name}' is {own}.");
        }
        return new($"The norm of the gradients is {norm}, though that of each parameter is finite.");
    }
}
